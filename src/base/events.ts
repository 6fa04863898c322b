import type { Finding } from './findings.ts';
import type { GuestMessage } from './guest-channel.ts';
import type { ImageVersion, LayerKey, PlanKey, RunId } from './ids.ts';
import type { Stage } from './stages.ts';

/**
 * What happens in a run. `events.jsonl` is the bus: one writer, every other view derives from it.
 * Schema: `docs/schemas/event.schema.json`. Readers ignore kinds and fields that they do not know.
 */
export type EventBody =
  | { readonly kind: 'run.started'; readonly run: RunId; readonly command: string; readonly directory: string }
  | {
      readonly kind: 'plan.resolved';
      readonly image: string;
      readonly key: PlanKey;
      readonly layers: readonly { readonly name: string; readonly key: LayerKey; readonly cached: boolean }[];
      readonly accelerator: 'kvm' | 'tcg';
    }
  | {
      readonly kind: 'run.finished';
      readonly outcome: 'done' | 'unchanged' | 'failed' | 'cancelled';
      readonly code?: string;
      readonly message?: string;
      readonly hint?: string;
      readonly version?: ImageVersion;
      readonly bundle?: string;
    }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'work.started'; readonly work: string; readonly title: string }
  | {
      readonly kind: 'work.progress';
      readonly work: string;
      readonly done: number;
      readonly total: number;
      readonly unit: 'bytes' | 'files' | 'percent';
    }
  | { readonly kind: 'work.finished'; readonly work: string; readonly detail?: string }
  | {
      readonly kind: 'tool.ran';
      readonly command: readonly string[];
      readonly durationMs: number;
      readonly exitCode: number;
    }
  | { readonly kind: 'layer.started'; readonly layer: string; readonly key: LayerKey; readonly resumedAtBoot?: number }
  | { readonly kind: 'layer.cached'; readonly layer: string; readonly key: LayerKey }
  | { readonly kind: 'layer.waiting'; readonly layer: string; readonly key: LayerKey; readonly holder: string }
  | { readonly kind: 'layer.finished'; readonly layer: string; readonly key: LayerKey }
  | BootEvent
  | { readonly kind: 'step.started'; readonly layer: string; readonly step: string; readonly title: string }
  | { readonly kind: 'step.output'; readonly layer: string; readonly step: string; readonly text: string }
  | {
      readonly kind: 'step.finished';
      readonly layer: string;
      readonly step: string;
      readonly exitCode: number;
      readonly accepted: boolean;
    };

/** What happens in one boot: one QEMU process, from power-on to power-off. Detectors see nothing else. */
export type BootEvent =
  | {
      readonly kind: 'boot.started';
      readonly layer: string;
      readonly boot: number;
      readonly pid: number;
      readonly command: readonly string[];
    }
  | { readonly kind: 'boot.finished'; readonly layer: string; readonly boot: number; readonly end: BootEnd }
  | { readonly kind: 'stage.entered'; readonly layer: string; readonly boot: number; readonly stage: Stage }
  /** A line of COM1 that is no message. `partial`: a line without its end yet, whole from its beginning: a prompt. */
  | { readonly kind: 'guest.line'; readonly text: string; readonly partial?: true }
  | { readonly kind: 'guest.message'; readonly message: GuestMessage }
  | { readonly kind: 'agent.opened' }
  | { readonly kind: 'agent.closed' }
  /** We asked the guest to power off: from here on the limit of the stage `shutdown` counts. */
  | { readonly kind: 'shutdown.requested' }
  /** An event of QMP. `STOP` gets what `query-status` says then as `data.status`, such as `internal-error`. */
  | { readonly kind: 'machine.event'; readonly name: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'machine.output'; readonly text: string }
  | { readonly kind: 'screen.changed'; readonly file: string }
  | Tick;

/** How a boot ended. `reset` and `shutdown` come from the guest, `quit` from us, `lost` from neither. */
export type BootEnd = {
  readonly reason: 'reset' | 'shutdown' | 'panic' | 'quit' | 'lost';
  readonly exitCode: number | null;
  readonly signal: string | null;
};

/** The clock of the detectors, about once a second: nothing else tells them that time passes. */
export type Tick = {
  readonly kind: 'tick';
  /** Time since the boot started. */
  readonly elapsedMs: number;
  /** Processor time that QEMU has used since it started. */
  readonly cpuMs: number;
  readonly diskReadBytes: number;
  readonly diskWrittenBytes: number;
  readonly cdReadBytes: number;
};

/** An event as it stands in `events.jsonl`. */
export type Event = {
  readonly v: 1;
  /** Counts from 1 without gaps within a run. */
  readonly seq: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
} & EventBody;

/** Takes events; never throws and never waits. */
export type EmitEvent = (event: EventBody) => void;
