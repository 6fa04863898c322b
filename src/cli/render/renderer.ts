import type { Event } from '../../api.ts';

/** Shows a run while it goes on. */
export type Renderer = {
  readonly onEvent: (event: Event) => void;
  /** A sentence of goldpane itself. */
  readonly note: (text: string) => void;
  /** The run is over: leave the screen as it shall stay. */
  readonly close: (isGood: boolean) => Promise<void>;
};
