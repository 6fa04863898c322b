import { join } from 'node:path';
import * as z from 'zod';
import { GoldpaneError } from '../../base/errors.ts';
import { findTool } from '../../host/find-tool.ts';
import { randomHex } from '../../host/random.ts';
import { runTool } from '../../host/run-tool.ts';
import { makeRuntimeDir } from '../../host/runtime-dir.ts';
import type { QemuFacts } from '../checks/qemu.ts';

const Capabilities = z.object({ features: z.array(z.string()) });

/** Asks QEMU, qemu-img and swtpm what they can do; undefined when QEMU or qemu-img is not here. */
export async function qemuFacts(signal?: AbortSignal): Promise<QemuFacts | undefined> {
  const qemu = findTool('qemu-system-x86_64');
  if (qemu === undefined || !findTool('qemu-img')) return undefined;
  const [version, help, canZstd, swtpm] = await Promise.all([
    runTool(qemu, ['-version'], { signal }),
    runTool(qemu, ['-device', 'help'], { signal }),
    zstdWorks(signal),
    swtpmFeatures(signal),
  ]);
  return {
    version: /version (\S+)/.exec(version.stdout)?.[1] ?? 'unknown',
    devices: [...help.stdout.matchAll(/^name "([^"]+)"/gm)].flatMap(([, name]) => name ?? []),
    canZstd,
    swtpm,
  };
}

async function zstdWorks(signal?: AbortSignal): Promise<boolean> {
  await using scratch = await makeRuntimeDir(`zstd-${randomHex(4)}`);
  const image = join(scratch.path, 'zstd.qcow2');
  const args = ['create', '-q', '-f', 'qcow2', '-o', 'compression_type=zstd', image, '1M'];
  return (await runTool('qemu-img', args, { signal, acceptExitCodes: [0, 1] })).exitCode === 0;
}

/** Source: swtpm(8), --print-capabilities */
async function swtpmFeatures(signal?: AbortSignal): Promise<readonly string[] | undefined> {
  if (!findTool('swtpm')) return undefined;
  try {
    const { stdout } = await runTool('swtpm', ['socket', '--print-capabilities'], { signal, timeoutMs: 5000 });
    return Capabilities.parse(JSON.parse(stdout)).features;
  } catch (error) {
    if (error instanceof GoldpaneError && error.code !== 'GP-CANCELLED') return undefined;
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
