import type { Event, Finding } from '../../api.ts';
import { formatBytes, formatGuestText } from './format.ts';

/** Where a layer is. Times are those of the events, in ms. */
export type LayerProgress = {
  readonly name: string;
  readonly state: 'ahead' | 'waiting' | 'running' | 'cached' | 'done' | 'failed';
  readonly startedAt: number;
  readonly endedAt: number;
  readonly boot?: number;
  readonly stage?: string;
  /** What it is doing: a step's title, or whom it waits for. */
  readonly activity?: string;
  readonly guestLine?: string;
};

/** Work of the host: its title, how far it is in words, and of which part when its whole is known. */
export type Work = { readonly id: string; readonly title: string; readonly amount: string; readonly part?: number };

/** Where a run is. Displays know nothing else. */
export type Progress = {
  readonly at: number;
  readonly startedAt: number;
  readonly isPlanned: boolean;
  readonly layers: readonly LayerProgress[];
  /** Work of the host that goes on. */
  readonly work: readonly Work[];
  readonly note: string;
  /** What is unwise or good to know: errors are told with the failure that they cause. */
  readonly findings: readonly Finding[];
  readonly outcome?: 'done' | 'unchanged' | 'failed' | 'cancelled';
};

/** A run of which nothing was heard yet. */
export const noProgress: Progress = {
  at: 0,
  startedAt: 0,
  isPlanned: false,
  layers: [],
  work: [],
  note: '',
  findings: [],
};

/** Where the run is after one more event. */
export function advance(before: Progress, event: Event): Progress {
  const at = Date.parse(event.at);
  const progress = { ...before, at, startedAt: before.startedAt || at };
  switch (event.kind) {
    case 'plan.resolved':
      return { ...progress, isPlanned: true, layers: event.layers.map(({ name }) => layerAhead(name)) };
    case 'work.started':
      return { ...progress, work: [...progress.work, { id: event.work, title: event.title, amount: '' }] };
    case 'work.progress': {
      const news = { amount: workAmount(event), ...workPart(event) };
      return { ...progress, work: progress.work.map((one) => (one.id === event.work ? { ...one, ...news } : one)) };
    }
    case 'work.finished':
      // What was noted belongs to what went on then.
      return { ...progress, work: progress.work.filter(({ id }) => id !== event.work), note: '' };
    case 'finding':
      if (event.finding.severity === 'error') return progress;
      return { ...progress, findings: [...progress.findings, event.finding] };
    case 'note':
      return { ...progress, note: event.text };
    case 'run.finished':
      return finish(progress, event.outcome);
    default:
      return { ...progress, layers: advanceLayers(progress.layers, event, at) };
  }
}

/** The layer that is being worked on. */
export function currentLayer({ layers }: Progress): LayerProgress | undefined {
  return layers.find(({ state }) => state === 'running' || state === 'waiting');
}

function layerAhead(name: string): LayerProgress {
  return { name, state: 'ahead', startedAt: 0, endedAt: 0 };
}

function advanceLayers(layers: readonly LayerProgress[], event: Event, at: number): readonly LayerProgress[] {
  const running = layers.find(({ state }) => state === 'running');
  const name = 'layer' in event ? event.layer : running?.name;
  if (name === undefined) return layers;
  const known = layers.some((layer) => layer.name === name) ? layers : [...layers, layerAhead(name)];
  return known.map((layer) => (layer.name === name ? { ...layer, ...layerChange(event, layer, at) } : layer));
}

function layerChange(event: Event, layer: LayerProgress, at: number): Partial<LayerProgress> {
  const running = { state: 'running', startedAt: layer.startedAt || at, endedAt: at } as const;
  switch (event.kind) {
    case 'layer.started':
      return { ...running, activity: '' };
    case 'layer.cached':
      return { state: 'cached' };
    case 'layer.waiting':
      return { ...running, state: 'waiting', activity: `waiting for ${event.holder}` };
    case 'layer.finished':
      return { state: 'done', endedAt: at };
    case 'boot.started':
      return { ...running, boot: event.boot };
    case 'stage.entered':
      return { ...running, stage: event.stage };
    case 'step.started':
      return { ...running, activity: event.title };
    case 'step.finished':
      return { ...running, activity: '' };
    case 'step.output':
    case 'guest.line': {
      const guestLine = formatGuestText(event.text.trimEnd().split('\n').at(-1) ?? '');
      return guestLine === '' ? running : { ...running, guestLine };
    }
    default:
      return layer.state === 'running' || layer.state === 'waiting' ? { endedAt: at } : {};
  }
}

function finish(progress: Progress, outcome: NonNullable<Progress['outcome']>): Progress {
  const isGood = outcome === 'done' || outcome === 'unchanged';
  const layers = progress.layers.map((layer) =>
    layer.state === 'running' || layer.state === 'waiting'
      ? { ...layer, state: isGood ? ('done' as const) : ('failed' as const), endedAt: progress.at }
      : layer,
  );
  return { ...progress, outcome, layers, work: [] };
}

function workAmount({ done, total, unit }: Event & { readonly kind: 'work.progress' }): string {
  if (unit === 'percent') return `${Math.floor(done)} %`;
  if (unit === 'files') return `${done} of ${total} files`;
  return total > 0 ? `${formatBytes(done)} of ${formatBytes(total)}` : formatBytes(done);
}

function workPart({ done, total, unit }: Event & { readonly kind: 'work.progress' }): Pick<Work, 'part'> {
  const whole = unit === 'percent' ? 100 : total;
  return whole > 0 ? { part: Math.min(1, done / whole) } : {};
}
