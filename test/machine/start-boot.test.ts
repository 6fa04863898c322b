import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import { Secret } from '../../src/base/secret.ts';
import { isAlive, processIdentity } from '../../src/host/process-identity.ts';
import { startBoot } from '../../src/machine/start-boot.ts';
import { bootBench } from '../helpers/fake-boot.ts';
import { fakePath } from '../helpers/fake-path.ts';

const isPrompt = (event: EventBody) => event.kind === 'guest.line' && event.text.includes('Press any key');
const isLine = (text: string) => (event: EventBody) => event.kind === 'guest.line' && event.text.includes(text);

test('startBoot() plays an install from the prompt to the reset, and says so in events', async () => {
  await using _tools = await fakePath('install-ok');
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  await bench.until(isPrompt);
  await boot.pressKey();
  const end = await boot.ended;

  expect(end).toEqual({ reason: 'reset', exitCode: 0, signal: null });
  // COM1 and QMP are two sockets: only what comes from one of them has an order.
  const isFromGuest = (event: EventBody) => event.kind.startsWith('guest.');
  const others = bench.events.filter((event) => !isFromGuest(event) && event.kind !== 'tick').map(summary);
  expect(others).toEqual([
    'boot.started install 1',
    'RESUME {}',
    'SHUTDOWN {"guest":true,"reason":"guest-reset"}',
    'boot.finished reset',
  ]);
  expect(bench.events.filter(isFromGuest).map(summary)).toEqual([
    'BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x2,0x0): Not Found',
    'BdsDxe: starting Boot0002 "UEFI QEMU DVD-ROM QM00001 " from PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x0)',
    'Press any key to boot from CD or DVD...... (partial)',
    'Press any key to boot from CD or DVD......',
    '{"kind":"stage","stage":"winpe"}',
    'setup: image 1 goes to disk 0',
  ]);
});

test('startBoot() writes COM1 to serial.log with secrets masked across chunks', async () => {
  await using _tools = await fakePath({
    script: [{ com1: 'password is hunt' }, { wait: 20 }, { com1: 'er2 ok\r\n' }, 'off'],
  });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, { ...bench.options, secrets: [new Secret('hunter2')] });
  await boot.ended;

  expect(await readFile(join(bench.directory, 'serial.log'), 'utf8')).toBe('password is *** ok\r\n');
  expect(JSON.stringify(bench.events)).not.toContain('hunter2');
});

test('startBoot() runs programs, reads and writes files, and shuts down through the agent', async () => {
  await using _tools = await fakePath({ script: [{ agent: true }], exec: [{ match: 'whoami', stdout: 'system\r\n' }] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  await boot.agent.ping();
  const result = await boot.agent.exec('cmd.exe', ['/c', 'whoami']);
  await boot.agent.writeFile('C:/x.txt', 'x'.repeat(100_000));
  const whole = await boot.agent.readFile('C:/x.txt');
  const tail = await boot.agent.readFile('C:/x.txt', { fromByte: 99_998 });
  const missing = await boot.agent.readFile('C:/missing');
  await boot.agent.shutdown('powerdown');

  expect(result).toEqual({ exitCode: 0, stdout: 'system\r\n', stderr: '' });
  expect(whole?.length).toBe(100_000);
  expect(tail?.toString()).toBe('xx');
  expect(missing).toBeUndefined();
  expect(await boot.ended).toEqual({ reason: 'shutdown', exitCode: 0, signal: null });
  expect(boot.qmp.pendingCount()).toBe(0);
});

test('startBoot() gets in step again with an agent that restarted (D2)', async () => {
  await using _tools = await fakePath({ script: [{ agent: true }, 'key', { 'agent-restarts': 20 }] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  await boot.agent.ping();
  await boot.pressKey();
  await bench.until(({ kind }) => kind === 'agent.closed');
  await boot.agent.ping();

  expect(bench.events.map(({ kind }) => kind).filter((kind) => kind.startsWith('agent.'))).toEqual([
    'agent.opened',
    'agent.closed',
    'agent.opened',
  ]);
});

test.for([
  { scenario: 'dies-at-once', code: 'GP-MACHINE-START', reason: 'what QEMU said is in the sentence' },
  { scenario: 'kvm-no-access', code: 'GP-HOST-KVM', reason: 'the user may not open /dev/kvm' },
  { scenario: 'kvm-msr', code: 'GP-HOST-KVM', reason: 'C6: an MSR assertion' },
  { scenario: 'swtpm-dies-at-once', code: 'GP-MACHINE-TPM', reason: 'swtpm is named, not QEMU' },
])('startBoot() fails at once with $code: $reason', async ({ scenario, code }) => {
  await using _tools = await fakePath(scenario);
  await using bench = await bootBench();

  await expect(startBoot(bench.plan, bench.options)).rejects.toMatchObject({ code });
});

test('startBoot() names a program that is not installed and ends what it had started (C5)', async () => {
  await using tools = await fakePath({});
  await using bench = await bootBench();

  const start = startBoot({ ...bench.plan, qemu: 'qemu-system-none' }, bench.options);

  await expect(start).rejects.toMatchObject({ code: 'GP-HOST-TOOL', message: expect.stringContaining('system-none') });
  expect((await tools.calls()).map(([tool]) => tool)).toContain('swtpm');
});

test.for([
  { action: 'panic', end: { reason: 'panic', exitCode: 0, signal: null }, reason: 'pvpanic, after a picture' },
  { action: 'off', end: { reason: 'shutdown', exitCode: 0, signal: null }, reason: 'the guest powers off' },
  { action: { exit: 0 }, end: { reason: 'lost', exitCode: 0, signal: null }, reason: 'exit 0 alone proves nothing' },
  { action: 'kill', end: { reason: 'lost', exitCode: null, signal: 'SIGKILL' }, reason: 'killed from outside' },
  {
    action: 'internal-error',
    end: { reason: 'lost', exitCode: 0, signal: null },
    reason: 'C6: KVM gave up, QEMU stays',
  },
])('startBoot() ends as $end.reason: $reason', async ({ action, end }) => {
  await using _tools = await fakePath({ script: [action] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);

  expect(await boot.ended).toEqual(end);
});

test('startBoot() says why a machine was lost', async () => {
  await using _tools = await fakePath({ script: ['internal-error'] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  const error = boot.lossError(await boot.ended);

  expect(error.code).toBe('GP-MACHINE-KVM-EXIT');
  expect(error.message).toBe('KVM cannot run this guest and stopped it (KVM internal error. Suberror: 1)');
  expect(bench.events).toContainEqual({ kind: 'machine.event', name: 'STOP', data: { status: 'internal-error' } });
});

test('startBoot() takes a picture of a crash before it ends the machine', async () => {
  await using _tools = await fakePath('panic');
  await using bench = await bootBench();

  await using boot = await startBoot({ ...bench.plan }, { ...bench.options });
  await bench.until(isPrompt);
  await boot.pressKey();
  await boot.ended;
  await using second = await startBoot(bench.plan, { ...bench.options, boot: 2 });
  await second.ended;

  expect(await readdir(join(bench.directory, 'screens'))).toEqual(['0001.png']);
});

test('startBoot() reports a full host disk and goes on when told to (H1)', async () => {
  await using _tools = await fakePath({ prompt: false, misbehave: [{ at: 'copy', do: 'nospace' }] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  await bench.until((event) => event.kind === 'machine.event' && event.data['status'] === 'io-error');
  await boot.qmp.execute('cont');

  expect((await boot.ended).reason).toBe('reset');
});

test('startBoot() survives garbage on COM1', async () => {
  await using _tools = await fakePath({ prompt: false, misbehave: [{ at: 'winpe', do: 'garbage' }] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);

  expect((await boot.ended).reason).toBe('reset');
  expect(bench.events.some(isLine('setup: image 1'))).toBe(true);
  expect(bench.events.filter(({ kind }) => kind === 'guest.message')).toEqual([
    { kind: 'guest.message', message: { kind: 'stage', stage: 'winpe' } },
  ]);
});

test('startBoot() leaves nothing behind when it is disposed while the guest hangs (H4)', async () => {
  await using tools = await fakePath({ script: ['hang'] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  const qemu = processIdentity(boot.pid);
  await boot[Symbol.asyncDispose]();

  expect(qemu && isAlive(qemu)).toBe(false);
  expect(await boot.ended).toEqual({ reason: 'quit', exitCode: 0, signal: null });
  await expect(readdir(join(boot.vncSocket, '..'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await tools.calls()).map(([tool]) => tool)).toEqual([
    'qemu-img',
    'swtpm_setup',
    'swtpm',
    'qemu-system-x86_64',
  ]);
});

test('startBoot() kills a QEMU that ignores quit and TERM', async () => {
  await using _tools = await fakePath({ script: ['hang'], ignore: ['quit', 'term'] });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);

  expect(await boot.quit()).toEqual({ reason: 'quit', exitCode: null, signal: 'SIGKILL' });
});

test('startBoot() ends the boot when its signal fires', async () => {
  await using _tools = await fakePath({ script: ['hang'] });
  await using bench = await bootBench();
  const controller = new AbortController();

  await using boot = await startBoot(bench.plan, { ...bench.options, signal: controller.signal });
  controller.abort();

  expect((await boot.ended).reason).toBe('quit');
});

test('startBoot() ends the machine when its TPM is gone', async () => {
  await using _tools = await fakePath({ script: ['hang'], swtpm: 'dies-later' });
  await using bench = await bootBench();

  await using boot = await startBoot(bench.plan, bench.options);
  const end = await boot.ended;

  expect(end.reason).toBe('lost');
  expect(boot.lossError(end).code).toBe('GP-MACHINE-TPM');
});

test('startBoot() ticks every second with what the machine has used', async () => {
  await using _tools = await fakePath({ prompt: false, misbehave: [{ at: 'copy', do: 'hang' }] });
  await using bench = await bootBench();

  await using _boot = await startBoot(bench.plan, bench.options);
  const tick = await bench.until(({ kind }) => kind === 'tick');

  expect(tick).toMatchObject({ diskWrittenBytes: 2 ** 20, cdReadBytes: 2 ** 20, diskReadBytes: 0 });
});

test('startBoot() sends a guest with network passt through passt', async () => {
  await using tools = await fakePath({ script: ['off'] });
  await using bench = await bootBench();

  await using boot = await startBoot({ ...bench.plan, network: 'passt' }, bench.options);
  await boot.ended;

  const passt = (await tools.calls()).find(([tool]) => tool === 'passt');
  const asRoot = process.getuid?.() === 0 ? ['--runas', '0'] : [];
  const socket = join(boot.vncSocket, '../passt.sock');
  const flags = ['--foreground', '--one-off', '--no-map-gw', '--quiet', ...asRoot];
  expect(passt).toEqual(['passt', ...flags, '--socket', socket]);
});

function summary(event: EventBody): string {
  switch (event.kind) {
    case 'boot.started':
      return `boot.started ${event.layer} ${event.boot}`;
    case 'boot.finished':
      return `boot.finished ${event.end.reason}`;
    case 'machine.event':
      return `${event.name} ${JSON.stringify(event.data)}`;
    case 'guest.line':
      return event.partial ? `${event.text} (partial)` : event.text;
    case 'guest.message':
      return JSON.stringify(event.message);
    default:
      return event.kind;
  }
}
