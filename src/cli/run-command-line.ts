import { GoldpaneError, loadSettings } from '../api.ts';
import { commandLine, programName } from './command-line.ts';
import type { Context, Options } from './context.ts';
import { createOutput, type Output } from './output.ts';
import { type Invocation, parseCommandLine } from './program.ts';
import { watchSignals } from './signals.ts';
import { isCommanderError, usageError } from './usage-error.ts';

/** Runs a command line to its end; gives the exit code. `script` is the path that Node was started with. */
export async function runCommandLine(argv: readonly string[], script: string | undefined): Promise<number> {
  const program = programName(script);
  const output = createOutput({ program, isJson: argv.includes('--json'), again: commandLine(program, argv) });
  try {
    const invocation = await parseCommandLine(argv, (text) => process.stdout.write(text));
    if (invocation) await run(invocation, program, output);
  } catch (error) {
    if (!isCommanderError(error)) output.report(error);
    else if (usageError(error, argv)) output.report(usageError(error, argv));
  }
  return output.exitCode;
}

async function run({ action, words, options }: Invocation, program: string, output: Output): Promise<void> {
  const controller = new AbortController();
  const stop = (reason: string) => {
    if (controller.signal.aborted) return;
    output.tell(`Stopping (${reason}): finished work is kept, the same command goes on from there`);
    controller.abort(
      new GoldpaneError('GP-CANCELLED', `Cancelled: ${reason}`, {
        hint: 'Give the same command again: finished layers and boots, and what came of files, are kept and not done twice',
      }),
    );
  };
  using _signals = watchSignals({
    onStop: stop,
    // Children die with us: they run under a parent-death signal.
    // biome-ignore lint/nursery/noProcessExit: whoever asks twice wants no more waiting
    onStopAtOnce: () => process.exit(130),
  });
  output.onReaderGone(() => stop('nobody reads the output any more'));
  await action(words, { ...contextOf(options, output, controller.signal), program });
}

function contextOf(options: Options, output: Output, signal: AbortSignal): Omit<Context, 'program'> {
  const { store, accel: accelerator, offline } = options;
  const settings = () => loadSettings({ store, accelerator, offline });
  return { options, signal, settings, ...output };
}
