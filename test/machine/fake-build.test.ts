import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import { createOverlayNamed } from '../../src/host/qemu-img.ts';
import { startBoot } from '../../src/machine/start-boot.ts';
import { bootBench } from '../helpers/fake-boot.ts';
import { fakePath } from '../helpers/fake-path.ts';

const key = 'abcdef0123456789abcdef';
const startStep = ['-NoProfile', '-File', 'C:/ProgramData/goldpane/start-step.ps1', '-Step', '01-hello', '-Key', key];
const stages = (events: readonly EventBody[]) =>
  events.flatMap((event) => (event.kind === 'guest.message' ? [JSON.stringify(event.message)] : []));

test('the fake guest goes through a whole build over overlays: install, layer, step, power-off', async () => {
  await using _tools = await fakePath('install-ok');
  await using bench = await bootBench();
  const boot = async (disk: string, medium?: string) => {
    const cdroms = medium === undefined ? bench.plan.cdroms : [{ path: medium }];
    return await startBoot({ ...bench.plan, disk: { path: disk, mode: 'build' }, cdroms }, bench.options);
  };
  const overlay = async (number: number) => {
    const path = join(bench.directory, `boot-${number}.qcow2`);
    await createOverlayNamed(path, number === 2 ? 'disk.qcow2' : `boot-${number - 1}.qcow2`);
    return path;
  };
  const medium = join(bench.directory, 'layer.iso');
  const layer = { schema: 'goldpane/layer/1', layer: 'tools', steps: [{ id: '01-hello' }] };
  await writeFile(medium, `\0\0\0${JSON.stringify(layer)}\0\0\0`);

  await using first = await boot(bench.plan.disk.path);
  await bench.until((event) => event.kind === 'guest.line' && event.text.startsWith('Press any key'));
  await first.pressKey();
  const ends = [(await first.ended).reason];
  await using second = await boot(await overlay(2));
  ends.push((await second.ended).reason);
  await using third = await boot(await overlay(3));
  await third.agent.shutdown('powerdown');
  ends.push((await third.ended).reason);
  await using fourth = await boot(await overlay(4), medium);
  const { exitCode } = await fourth.agent.exec('powershell.exe', startStep);
  const folder = `C:/ProgramData/goldpane/steps/${key.slice(0, 16)}/01-hello`;
  const exit = await fourth.agent.readFile(`${folder}/exit.json`);
  await fourth.agent.shutdown('powerdown');
  ends.push((await fourth.ended).reason);

  expect(ends).toEqual(['reset', 'reset', 'shutdown', 'shutdown']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(`${exit}`)).toMatchObject({ schema: 'goldpane/exit/1', exitCode: 0, boot: bench.plan.nonce });
  expect([...new Set(stages(bench.events))]).toEqual([
    '{"kind":"stage","stage":"winpe"}',
    '{"kind":"stage","stage":"specialize"}',
    '{"kind":"fact","name":"secureBoot","value":true}',
    '{"kind":"fact","name":"tpm","value":"2.0"}',
    '{"kind":"stage","stage":"oobe"}',
    '{"kind":"stage","stage":"first-logon"}',
    '{"kind":"ready"}',
    '{"kind":"done","layer":"tools"}',
  ]);
});
