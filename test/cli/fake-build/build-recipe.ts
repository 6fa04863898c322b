import type { BuildOptions, BuildResult, ImageVersion, RunId } from '../../../src/api.ts';
import { cancelledError, GoldpaneError } from '../../../src/base/errors.ts';
import { failedBuild, goodBuild, halfBuild } from '../recorded-build.ts';

/** A build without an engine: the recipe's name says how it goes. */
export async function buildRecipe(name: string, options: BuildOptions): Promise<BuildResult> {
  if (name === 'shows-options') throw optionsError(options);
  if (name === 'hangs') return await hang(options);
  for (const event of name === 'fails' ? failedBuild : goodBuild) options.onEvent?.(event);
  if (name === 'fails') throw limitError();
  if (name === 'crashes') throw new TypeError('undefined is not a function');
  return {
    outcome: name === 'unchanged' ? 'unchanged' : 'published',
    image: 'demo',
    version: '20261121.1' as ImageVersion,
    bundle: '/store/images/demo/20261121.1',
    run: '20261121-140441-9f2c' as RunId,
    runDirectory: '/store/runs/20261121-140441-9f2c',
    sizeBytes: 120_586_240,
  };
}

/** Goes on until it is cancelled, and needs as long to stop as `STOP_MS` says. */
async function hang({ signal, onEvent }: BuildOptions): Promise<never> {
  for (const event of halfBuild) onEvent?.(event);
  const tick = halfBuild.at(-1);
  const alive = setInterval(() => tick && onEvent?.(tick), 50);
  return await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      setTimeout(
        () => {
          clearInterval(alive);
          reject(cancelledError(signal));
        },
        Number(process.env['STOP_MS'] ?? 0),
      );
    });
  });
}

function limitError(): GoldpaneError {
  return new GoldpaneError('GP-GUEST-LIMIT', 'Stage winpe of layer install took longer than 10 min', {
    hint: 'Open the last screenshot: it shows where Setup stands',
    paths: ['/store/runs/20261121-140441-9f2c/screens/0007.png', '/store/runs/20261121-140441-9f2c/serial.log'],
  });
}

function optionsError({ signal, onEvent, ...options }: BuildOptions): GoldpaneError {
  return new GoldpaneError('GP-BUILD-BUSY', JSON.stringify(options), { hint: 'None: this shows the options' });
}
