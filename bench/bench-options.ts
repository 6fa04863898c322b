/** What every bench may be told. */
export type BenchOptions = {
  /** How often cheap things are measured. */
  readonly rounds?: number | undefined;
  /** How many whole rehearsals are run, minutes each; 0 leaves out what needs a real guest. */
  readonly guests?: number | undefined;
};
