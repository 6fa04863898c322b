/**
 * The candidates that `name` may have been meant to be, nearest first, at most three: those within one mistake per
 * three characters, or that begin with it. Mistakes are letters added, lost, changed or swapped with their neighbour.
 */
export function nearNames(name: string, candidates: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  const tolerated = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, mistakes: mistakesBetween(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, mistakes }) => mistakes <= tolerated || (wanted !== '' && candidate.startsWith(wanted)))
    .sort((a, b) => a.mistakes - b.mistakes || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** How many letters are added, lost, changed or swapped with their neighbour: optimal string alignment distance. */
export function mistakesBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changes = [
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
      ];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwapped) changes.push(at(beforeLast, column - 2) + 1);
      current[column] = Math.min(...changes);
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}
