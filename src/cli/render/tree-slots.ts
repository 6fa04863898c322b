import { formatBar, formatDuration } from './format.ts';
import { currentLayer, type LayerProgress, type Progress, type Work } from './progress.ts';

/** A line of the tree: what it says, and how it ends once that is known. */
export type Slot = {
  readonly title: (progress: Progress) => string;
  /** Said below the title while the line is at work. */
  readonly output: (progress: Progress) => string;
  readonly end: (progress: Progress) => 'done' | 'skipped' | 'failed' | undefined;
};

/** The line of what comes before the plan, or of work that has none. */
export function beforePlan(title: string): Slot {
  return {
    title: (progress) => layerTitle(title, progress.isPlanned ? undefined : currentLayer(progress)),
    output: (progress) => workLines(progress) || currentLayer(progress)?.guestLine || '',
    end: ({ isPlanned, outcome }) => {
      if (isPlanned) return 'done';
      return outcome && (isFailure(outcome) ? 'failed' : 'done');
    },
  };
}

/** The lines of a plan: its layers and the publishing; none when there is no plan. */
export function afterPlan({ isPlanned, layers }: Progress): readonly Slot[] {
  return isPlanned ? [...layers.map(({ name }) => layerSlot(name)), publishing] : [];
}

const publishing: Slot = {
  title: () => 'publish',
  output: workLines,
  end: ({ outcome }) => outcome && (isFailure(outcome) ? 'failed' : 'done'),
};

function layerSlot(name: string): Slot {
  const find = ({ layers }: Progress) => layers.find((layer) => layer.name === name);
  return {
    title: (progress) => layerTitle(name, find(progress)),
    output: (progress) => workLines(progress) || find(progress)?.guestLine || '',
    end: (progress) => {
      const state = find(progress)?.state;
      if (state === 'done' || state === 'failed') return state;
      if (state === 'cached') return 'skipped';
      if (progress.outcome === undefined) return undefined;
      return isFailure(progress.outcome) ? 'failed' : 'skipped';
    },
  };
}

function layerTitle(name: string, layer: LayerProgress | undefined): string {
  if (layer?.state === 'cached') return `${name}  there already`;
  if (layer === undefined || layer.state === 'ahead') return name;
  const where = layer.stage === undefined ? '' : `${layer.stage}, boot ${layer.boot ?? 1}`;
  const doing = layer.state === 'done' ? [] : [where, layer.activity ?? ''];
  const elapsed = formatDuration(layer.endedAt - layer.startedAt);
  return [name, ...doing.filter((text) => text !== ''), elapsed].join('  ');
}

/** A line for each work that goes on, with a bar where its whole is known, and the last note. */
function workLines({ work, note }: Progress): string {
  return [...work.map(workLine), note].filter((line) => line !== '').join('\n');
}

function workLine({ title, amount, part }: Work): string {
  const bar = part === undefined ? [] : [formatBar(part)];
  return [title, ...bar, amount].filter((text) => text !== '').join('  ');
}

function isFailure(outcome: Progress['outcome']): boolean {
  return outcome === 'failed' || outcome === 'cancelled';
}
