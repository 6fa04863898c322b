import type { Event } from '../../api.ts';
import type { Context } from '../context.ts';
import type { Renderer } from './renderer.ts';

/** How a run is shown: JSON lines on stdout when asked for, else for people on stderr. */
async function createRenderer(context: Context, title: string): Promise<Renderer> {
  if (context.options.json) {
    return { onEvent: context.jsonLine, note: writeLine, close: async () => undefined };
  }
  const wish = (await context.settings()).progress.value;
  if (wish === 'tree' || (wish === 'auto' && process.stderr.isTTY === true)) {
    return (await import('./tree.ts')).createTreeRenderer(process.stderr, title);
  }
  return (await import('./lines.ts')).createLineRenderer(writeLine);
}

/** Does work whose events are shown; the display is closed however the work ends. `title` names what comes before a plan. */
export async function showProgress<T>(
  context: Context,
  title: string,
  work: (onEvent: (event: Event) => void) => Promise<T>,
): Promise<T> {
  const renderer = await createRenderer(context, title);
  let isGood = false;
  try {
    using _told = context.divertTelling(renderer.note);
    const result = await work(renderer.onEvent);
    isGood = true;
    return result;
  } finally {
    await renderer.close(isGood);
  }
}

function writeLine(text: string): void {
  process.stderr.write(`${text}\n`);
}
