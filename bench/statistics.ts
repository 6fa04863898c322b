/** Smallest, middle and largest of some samples. */
export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** The spread of at least one sample. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { min: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, max: at(sorted.length - 1) };
}

/** Round by round: rounds are interleaved, so that a pair has met the same load. */
export function ratios(samples: readonly number[], base: readonly number[]): readonly number[] {
  return samples.map((sample, round) => sample / (base[round] ?? Number.NaN));
}
