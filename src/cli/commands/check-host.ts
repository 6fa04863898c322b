import {
  type CheckedHost,
  type CheckHostOptions,
  checkHost,
  type FlawedCheck,
  GoldpaneError,
  runFix,
} from '../../api.ts';
import { askYesNo, canAsk } from '../ask.ts';
import type { Action } from '../command-spec.ts';
import type { Context } from '../context.ts';
import { renderHostChecks } from '../render/host-checks.ts';

/** `check host`: whether this machine can build, and what to do when it cannot. */
export const checkHostAction: Action = async (_words, context) => {
  const settings = await context.settings();
  const { fix, allowPath: allowPaths, json } = context.options;
  const options = {
    ...targetOf(context.options.for),
    ...{ accelerator: settings.accelerator.value, store: settings.store.value, allowPaths },
    ...{ signal: context.signal, onSlow: (what: string) => context.tell(what) },
  };
  let checked = await checkHost(options);
  if (fix && (await fixWhatCanBe(checked, context))) checked = await checkHost(options);
  if (json) context.jsonLine({ kind: 'host.checked', ...checked });
  else context.result(checked, () => `${renderHostChecks(checked)}\n\n${summary(checked)}`);
  requireFit(checked, context);
};

/** `recipe NAME` or `runner NAME`; nothing means any Windows. */
function targetOf(words: readonly string[] = []): Pick<CheckHostOptions, 'recipe' | 'runner'> {
  const [kind, name, ...rest] = words;
  if (kind === undefined) return {};
  if (name !== undefined && rest.length === 0 && (kind === 'recipe' || kind === 'runner')) return { [kind]: name };
  throw new GoldpaneError('GP-USAGE', `--for takes "recipe NAME" or "runner NAME", not "${words.join(' ')}"`, {
    hint: 'See goldpane check host --help',
  });
}

/** True when something was run. */
async function fixWhatCanBe({ checks }: CheckedHost, { options, tell }: Context): Promise<boolean> {
  let hasRun = false;
  for (const { name, found, fix, remedy } of flaws(checks)) {
    if (fix === undefined) continue;
    tell(`${name}: ${found}`);
    if (!options.yes && !canAsk()) tell('  nobody is at the terminal to be asked: --yes does not ask');
    else if (options.yes || (await askYesNo(`  run: ${remedy}?`))) {
      await runFix(fix);
      hasRun = true;
    }
  }
  return hasRun;
}

function flaws(checks: CheckedHost['checks']): readonly FlawedCheck[] {
  return checks.filter((check): check is FlawedCheck => check.outcome !== 'pass');
}

function summary({ what, isFit, checks }: CheckedHost): string {
  const count = (outcome: string) => checks.filter((check) => check.outcome === outcome).length;
  const counts = `${count('pass')} passed, ${count('warn')} with a warning, ${count('fail')} failed`;
  return `${checks.length} checks: ${counts}. This host is ${isFit ? 'fit' : 'not fit'} for ${what}`;
}

function requireFit({ what, isFit, checks }: CheckedHost, { program }: Context): void {
  if (isFit) return;
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  const names = failed.map(({ name }) => name).join(', ');
  const canFix = flaws(failed).some(({ fix }) => fix !== undefined);
  throw new GoldpaneError('GP-HOST-UNFIT', `This host is not fit for ${what}: ${names}`, {
    hint: canFix
      ? `Do what stands at "to do"; ${program} check host --fix does the safe part of it, after asking`
      : 'Do what stands at "to do"',
  });
}
