import type { Run } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { PreparedPlan } from './prepare-plan.ts';
import type { Journal } from './run/journal.ts';
import type { ToolVersions } from './run/tool-versions.ts';

/** One build on its way: what it does, for whom, and where it writes. */
export type Build = PreparedPlan & {
  readonly store: Store;
  readonly run: Run;
  readonly journal: Journal;
  /** Makes every layer anew, whatever is cached. */
  readonly rebuild: boolean;
  /** Waits for another build of the same layer instead of failing. */
  readonly wait: boolean;
  readonly allowHostLoopback: boolean;
  /** Opens no connection to fetch anything. */
  readonly offline: boolean;
  /** Programs of the host that take part. */
  readonly tools: ToolVersions;
  readonly signal: AbortSignal;
};
