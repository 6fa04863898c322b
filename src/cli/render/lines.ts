import type { Event } from '../../api.ts';
import { formatDuration, formatGuestText } from './format.ts';
import { advance, currentLayer, noProgress, type Progress } from './progress.ts';
import type { Renderer } from './renderer.ts';

/** While nothing else is to be said, a line this often: CI systems end jobs that are silent for long. */
const silenceMs = 60_000;

/** Progress as plain lines, for logs and CI. */
export function createLineRenderer(tell: (line: string) => void): Renderer {
  let progress = noProgress;
  let saidAt = 0;
  const say = (text: string) => {
    saidAt = progress.at;
    tell(`${formatDuration(progress.at - progress.startedAt).padStart(7)}  ${text}`);
  };
  return {
    onEvent: (event) => {
      progress = advance(progress, event);
      saidAt ||= progress.at;
      const line = eventLine(event);
      if (line !== undefined) say(line);
      else if (progress.at - saidAt >= silenceMs) say(stillLine(progress));
    },
    note: say,
    close: async () => undefined,
  };
}

function eventLine(event: Event): string | undefined {
  switch (event.kind) {
    case 'run.started':
      return `run ${event.run} in ${event.directory}`;
    case 'plan.resolved': {
      const layers = event.layers.map(({ name, cached }) => (cached ? `${name} (there already)` : name));
      return `plan for ${event.image} under ${event.accelerator}: ${layers.join(', ')}`;
    }
    case 'finding':
      // Errors are told with the failure that they cause.
      return event.finding.severity === 'error'
        ? undefined
        : `${event.finding.severity} ${event.finding.id}: ${event.finding.where}: ${event.finding.found}`;
    case 'note':
      return event.text;
    case 'work.started':
      return event.title;
    case 'run.finished':
      return `run ${event.outcome}`;
    default:
      return layerLine(event);
  }
}

function layerLine(event: Event): string | undefined {
  switch (event.kind) {
    case 'layer.started':
      return `${event.layer}: started${event.resumedAtBoot === undefined ? '' : `, resumed at boot ${event.resumedAtBoot}`}`;
    case 'layer.cached':
      return `${event.layer}: there already`;
    case 'layer.waiting':
      return `${event.layer}: waiting for ${event.holder}`;
    case 'layer.finished':
      return `${event.layer}: done`;
    case 'stage.entered':
      return `${event.layer}: ${event.stage}, boot ${event.boot}`;
    case 'step.started':
      return `${event.layer}: ${event.title}`;
    case 'step.finished':
      return `${event.layer}: ${event.step} ended with exit code ${event.exitCode}${event.accepted ? '' : ', which is not accepted'}`;
    case 'guest.message':
      return event.message.kind === 'error'
        ? `guest: ${formatGuestText(`${event.message.where}: ${event.message.text}`)}`
        : undefined;
    default:
      return undefined;
  }
}

function stillLine(progress: Progress): string {
  const layer = currentLayer(progress);
  const work = progress.work.map(({ title, amount }) => `${title} ${amount}`.trim()).join(', ');
  if (layer === undefined) return work || 'still at work';
  const doing = [layer.stage, layer.activity, work].filter(Boolean).join(', ');
  const guest = layer.guestLine === undefined ? '' : `; the guest said last: ${layer.guestLine}`;
  return `${layer.name}: still ${doing || 'at work'}, ${formatDuration(layer.endedAt - layer.startedAt)}${guest}`;
}
