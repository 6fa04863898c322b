import type { ErrorCode } from '../base/error-codes.ts';
import { isErrorCode } from '../base/error-codes.ts';
import type { EventBody } from '../base/events.ts';
import type { Stage, StageLimits } from '../base/stages.ts';
import { stages } from '../base/stages.ts';
import { quote } from './fail.ts';
import type { LayerKind } from './track-stage.ts';
import type { FailVerdict } from './verdicts.ts';
import type { WatchState } from './watch-boots.ts';
import { initialWatch, nextWatch } from './watch-boots.ts';

/** Why a run failed, for people. */
export type Diagnosis = {
  readonly code: ErrorCode;
  /** One sentence: the cause, with the stage where a guest was running. */
  readonly sentence: string;
  readonly remedy: string;
  readonly stage?: Stage;
  readonly evidence: readonly string[];
};

/** The limits of the run: without them a diagnosis cannot see again that time ran out, only read that it was said. */
export type DiagnosisLimits = { readonly limits: StageLimits; readonly scale: number };

/** From the cause that says everything to the one that says only that something is wrong. Not listed: says everything. */
const bySpecificity: readonly ErrorCode[] = [
  'GP-MACHINE-IO',
  'GP-MACHINE-KVM-EXIT',
  'GP-GUEST-PANIC',
  'GP-GUEST-ERROR',
  'GP-GUEST-STOPPED',
  'GP-GUEST-STEP',
  'GP-GUEST-PROMPT',
  'GP-MACHINE-TPM',
  'GP-GUEST-REBOOT-LOOP',
  'GP-GUEST-NO-SHUTDOWN',
  'GP-GUEST-AGENT',
  'GP-GUEST-OFF',
  'GP-MACHINE-LOST',
  'GP-GUEST-STALL',
  'GP-GUEST-LIMIT',
  'GP-QMP',
  'GP-TOOL-FAILED',
  'GP-INTERNAL',
];
const tellsLittle: readonly ErrorCode[] = [
  'GP-GUEST-NO-SHUTDOWN',
  'GP-GUEST-AGENT',
  'GP-GUEST-OFF',
  'GP-GUEST-STALL',
  'GP-GUEST-LIMIT',
];

/** What guests were seen to say in plain text before they stood still. It is not trusted: it only explains a failure. */
const signatures: readonly { readonly pattern: RegExp; readonly remedy: string }[] = [
  { pattern: /\bFATAL\b/, remedy: 'Mend what the guest says it could not do' },
  { pattern: /This PC can.t run Windows/, remedy: "Raise the recipe's hardware, and keep TPM and Secure Boot" },
  {
    pattern: /No images are available|Software License Terms/,
    remedy: 'The edition, its key and the medium do not fit: compare the recipe with the medium',
  },
  { pattern: /Kernel panic/, remedy: 'Build again; when it crashes again, this host may not suit the guest' },
  { pattern: /[Nn]o space left on device|not enough space/, remedy: 'Raise hardware.diskGib in the recipe' },
];

/**
 * The cause of a failed run from its events: what the detectors conclude when they see its boots again, what its steps
 * and the run itself said, and known texts of guests; the most specific of them. Undefined when nothing failed.
 */
export function diagnose(events: Iterable<EventBody>, limits?: DiagnosisLimits): Diagnosis | undefined {
  let memory = emptyMemory;
  for (const event of events) memory = takeIn(memory, event, limits ?? noLimits);
  const candidates = [memory.failure, memory.step, memory.stated].filter((one) => one !== undefined);
  const [best] = candidates.sort((one, other) => rank(one.code) - rank(other.code));
  return best && explain(best, memory);
}

type Memory = {
  readonly watch: WatchState | undefined;
  readonly failure: Diagnosis | undefined;
  readonly step: Diagnosis | undefined;
  readonly stated: Diagnosis | undefined;
  readonly stepOutput: readonly string[];
};

const emptyMemory: Memory = {
  watch: undefined,
  failure: undefined,
  step: undefined,
  stated: undefined,
  stepOutput: [],
};

const noLimits: DiagnosisLimits = {
  limits: Object.fromEntries([...stages, 'step'].map((stage) => [stage, Number.POSITIVE_INFINITY])) as StageLimits,
  scale: 1,
};

function takeIn(memory: Memory, event: EventBody, limits: DiagnosisLimits): Memory {
  switch (event.kind) {
    case 'step.started':
      return { ...memory, stepOutput: [], step: undefined };
    case 'step.output':
      return { ...memory, stepOutput: [...memory.stepOutput, ...event.text.trimEnd().split(/\r?\n/)].slice(-12) };
    case 'step.finished':
      return event.accepted ? memory : { ...memory, step: failedStep(event, memory) };
    case 'run.finished':
      return { ...memory, stated: statedCause(event) };
    default:
      return watchBoot(memory, event, limits);
  }
}

function watchBoot(memory: Memory, event: EventBody, limits: DiagnosisLimits): Memory {
  const starts = event.kind === 'boot.started';
  const isOther = starts && memory.watch?.scene.options.layer !== event.layer;
  const watch = isOther ? initialWatch({ layer: event.layer, kind: kindOf(event.layer), ...limits }) : memory.watch;
  if (watch === undefined) return memory;
  const { state, verdicts } = nextWatch(watch, event);
  const failure = verdicts.find((verdict) => verdict.kind === 'fail');
  const before = starts ? undefined : memory.failure;
  return { ...memory, watch: state, failure: failure === undefined ? before : fromVerdict(failure) };
}

// Events name layers, not their kinds; these two names are reserved.
function kindOf(layer: string): LayerKind {
  return layer === 'install' || layer === 'seal' ? layer : 'script';
}

function fromVerdict({ code, message, hint, stage, evidence }: FailVerdict): Diagnosis {
  return { code, sentence: message, remedy: hint, stage, evidence };
}

function failedStep(event: EventBody & { kind: 'step.finished' }, { stepOutput }: Memory): Diagnosis {
  const last = stepOutput.at(-1);
  const said = last === undefined ? '' : `; its last line: ${quote(last)}`;
  return {
    code: 'GP-GUEST-STEP',
    sentence: `Step ${event.step} of layer ${event.layer} ended with exit code ${event.exitCode}${said}`,
    remedy: "Mend the step's script, then start the same command again: finished layers are kept",
    evidence: stepOutput,
  };
}

function statedCause(event: EventBody & { kind: 'run.finished' }): Diagnosis | undefined {
  if (event.outcome !== 'failed') return undefined;
  const code = event.code !== undefined && isErrorCode(event.code) ? event.code : 'GP-INTERNAL';
  const sentence = event.message ?? 'The run failed without saying why';
  return { code, sentence, remedy: event.hint ?? 'Open events.jsonl of the run', evidence: [] };
}

function rank(code: ErrorCode): number {
  return bySpecificity.indexOf(code);
}

function explain(cause: Diagnosis, { failure, watch }: Memory): Diagnosis {
  if (!tellsLittle.includes(cause.code) || watch === undefined) return cause;
  const { lines, track } = watch.scene;
  const located = { ...cause, stage: failure?.stage ?? track.stage, evidence: lines };
  const line = lines.findLast((text) => signatureOf(text) !== undefined);
  if (line === undefined) return located;
  const sentence = `${cause.sentence}; the guest's text names the cause: ${quote(line)}`;
  return { ...located, sentence, remedy: signatureOf(line)?.remedy ?? cause.remedy };
}

function signatureOf(text: string): (typeof signatures)[number] | undefined {
  return signatures.find(({ pattern }) => pattern.test(text));
}
