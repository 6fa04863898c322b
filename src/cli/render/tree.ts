import { DefaultRenderer, Listr, ListrLogger, type ListrTask, ProcessOutput } from 'listr2';
import { findingLines } from '../print-error.ts';
import { advance, noProgress } from './progress.ts';
import type { Renderer } from './renderer.ts';
import { afterPlan, beforePlan, type Slot } from './tree-slots.ts';

/** Whether there is a terminal was decided before: listr2 would look at stdout, which may be a pipe. */
class TerminalRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

type Task = ListrTask<undefined, typeof TerminalRenderer>;

/**
 * Progress as a tree on a terminal: what comes before the plan, then a line for each layer and for the publishing.
 * listr2 only draws: its tasks do nothing but wait for what the events say.
 */
export function createTreeRenderer(terminal: NodeJS.WriteStream, title: string): Renderer {
  let progress = noProgress;
  let said = '';
  const refreshers = new Set<() => void>();
  const refresh = () => {
    for (const act of [...refreshers]) act();
  };
  const taskOf = (slot: Slot): Task => ({
    title: slot.title(progress),
    task: async (_, task) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const update = () => {
        const end = slot.end(progress);
        const title = slot.title(progress);
        if (task.title !== title) task.title = title;
        task.output = (end === undefined && (said || slot.output(progress))) || null;
        if (end === undefined) return;
        refreshers.delete(update);
        if (end === 'skipped') task.skip(title);
        if (end === 'failed') reject(new Error(title));
        else resolve();
      };
      refreshers.add(update);
      update();
      await promise;
    },
  });

  const drawn = draw(terminal, [taskOf(beforePlan(title))])
    .then(() => draw(terminal, afterPlan(progress).map(taskOf)))
    // What failed is told by whoever awaits the work.
    .catch(() => undefined);
  return {
    onEvent: (event) => {
      progress = advance(progress, event);
      refresh();
    },
    note: (text) => {
      said = text;
      refresh();
    },
    close: async (isGood) => {
      progress = { ...progress, outcome: progress.outcome ?? (isGood ? 'done' : 'failed') };
      refresh();
      await drawn;
      for (const line of progress.findings.flatMap(findingLines)) terminal.write(`${line}\n`);
    },
  };
}

async function draw(terminal: NodeJS.WriteStream, tasks: Task[]): Promise<void> {
  const processOutput = new ProcessOutput(terminal, terminal, { leaveEmptyLine: false });
  const listr = new Listr<undefined, typeof TerminalRenderer>(tasks, {
    renderer: TerminalRenderer,
    registerSignalListeners: false,
    rendererOptions: {
      showErrorMessage: false,
      formatOutput: 'truncate',
      logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput }),
    },
  });
  await listr.run();
}
