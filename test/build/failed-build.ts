import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import type { ErrorCode } from '../../src/base/error-codes.ts';
import { type BuildBench, type Built, limits } from './build-bench.ts';

export const second = 1 / 60;

/** A guest or machine that fails, and what is to be said of it. */
export type FailedBuild = {
  readonly reason: string;
  readonly scenario: string | object;
  /** In place of the usual limits. */
  readonly limits?: object;
  readonly code: ErrorCode;
  /** The sentence, with N for seconds, which a slow host makes longer, and PATH for what lies on the bench. */
  readonly said: string;
  /** From the guest's last word to the end of the run. */
  readonly withinMs?: number;
};

/** A scenario in which the guest does this at that moment. */
export const at = (moment: string, action: unknown) => ({ misbehave: [{ at: moment, do: action }] });

/** Builds under the case's scenario; fails when it is not told as the case says, or leaves anything behind. */
export async function expectFailure(
  bench: BuildBench,
  wanted: FailedBuild,
  options: { readonly layers: readonly object[]; readonly rebuild?: boolean },
): Promise<void> {
  const { layers, rebuild } = options;
  await bench.tools.play(wanted.scenario);
  await bench.writeRecipe({ layers, limits: { ...limits, ...wanted.limits } });

  const built = await bench.build({ rebuild });

  const { code, said } = wanted;
  expect({ code: built.error?.code, said: timeless(built.error?.message) }).toEqual({ code, said });
  expect(afterLastWord(built)).toBeLessThan(wanted.withinMs ?? 15_000);
  await expectNothingLeft(bench, built);
}

function timeless(text = ''): string {
  return text.replaceAll(/\d+ s\b/g, 'N s').replaceAll(/\/tmp\/[^\s:]+/g, 'PATH');
}

function afterLastWord({ events }: Built): number {
  const last = events.findLast(({ kind }) =>
    ['boot.started', 'layer.started', 'guest.line', 'guest.message'].includes(kind),
  );
  return Date.parse(events.at(-1)?.at ?? '') - Date.parse(last?.at ?? '');
}

/** No image, no machine, no socket; and evidence as for a good build. */
async function expectNothingLeft(bench: BuildBench, { error, events }: Built): Promise<void> {
  const { code, message, hint } = error as NonNullable<typeof error>;
  const [started, finished] = [events[0], events.at(-1)];
  expect(finished).toMatchObject({ kind: 'run.finished', outcome: 'failed', code, message, hint });
  expect(await readdir(bench.store.paths.images)).toEqual([]);
  expect(await readdir(bench.store.paths.tmp)).toEqual([]);
  expect(await readdir(bench.runtime)).toEqual([]);
  const evidence = await readdir(started?.kind === 'run.started' ? started.directory : '');
  expect(evidence).toEqual(
    expect.arrayContaining([
      ...['checklist.json', 'command-lines.txt', 'environment.json', 'events.jsonl', 'plan.json', 'run.json'],
      'timeline.json',
    ]),
  );
}
