import { existsSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { FakeAgent } from './fake-agent.mjs';
import { readGuest, writeGuest } from './fake-disk.mjs';
import { playGuest } from './fake-guest.mjs';
import { biosExitCode, refusalOf } from './fake-kvm.mjs';
import { parseMachine } from './fake-machine.mjs';
import { startMonitor } from './fake-monitor.mjs';
import { countUp, leave, recordCall, scenario } from './fake-setting.mjs';

/** What `-device help` lists: what a build's machine uses. */
const devices = [
  ...['pcie-root-port', 'virtio-blk-pci', 'virtio-scsi-pci', 'ide-cd', 'virtio-net-pci', 'virtio-serial-pci'],
  ...['virtserialport', 'tpm-crb', 'VGA', 'qemu-xhci', 'usb-tablet', 'usb-kbd', 'virtio-rng-pci', 'pvpanic'],
];

/** A scripted QEMU: speaks QMP, COM1 and the guest agent on the sockets of goldpane's command line. */
const args = process.argv.slice(2);
recordCall('qemu-system-x86_64');
if (answersQuestion(args)) leave(0);

const isTinyBios = args.includes('-bios');
if (!isTinyBios) countUp('boots');
if (scenario.start) die(scenario.start.stderr, scenario.start.exitCode ?? 1);
const refusal = refusalOf(args, scenario.kvmLacks);
if (refusal) die(refusal, 1);
if (isTinyBios) await runTinyBios();

const machine = parseMachine(args);
const missing = machine.files.find((file) => !existsSync(file));
if (missing) die(`qemu-system-x86_64: -blockdev: Could not open '${missing}': No such file or directory`, 1);

const disk = { guest: readGuest(machine.disk), save: () => writeGuest(machine.disk, disk.guest) };
const com1 = { sockets: new Set(), write: (bytes) => [...com1.sockets].map((socket) => socket.write(bytes)) };
const usage = { diskRead: 0, diskWritten: 0, cdRead: 0 };
const status = { now: 'prelaunch' };
const keys = { pressed: () => undefined };
const others = [];

const qemu = {
  ...{ machine, scenario, disk, com1, usage, status, keys },
  event: (name, data = {}) => monitor.event(name, data),
  stderr: (text) => process.stderr.write(`${text}\n`),
  /** The process ends after everything written has left. */
  end: async (code) => {
    const sockets = [...com1.sockets, ...agentSockets, ...monitor.sockets];
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.end(resolve))));
    leave(code);
  },
};
const agentSockets = new Set();
qemu.agent = new FakeAgent(qemu, agentSockets);
const monitor = startMonitor(qemu, { onContinue: () => void playGuest(qemu) });

for (const path of machine.connectTo) {
  const socket = createConnection(path, () => socket.write('hello'));
  socket.on('error', () => undefined);
  others.push(socket);
}
listen(machine.sockets.vnc, () => undefined);
listen(machine.sockets.com1, (socket) => keep(socket, com1.sockets));
listen(machine.sockets.agent, (socket) => {
  keep(socket, agentSockets);
  socket.on('data', (bytes) => qemu.agent.take(bytes));
});
listen(machine.sockets.qmp, monitor.accept);
process.on('SIGTERM', () => {
  if (scenario.ignore?.includes('term')) return;
  qemu.event('SHUTDOWN', { guest: false, reason: 'host-signal' });
  void qemu.end(0);
});

/** The tiny BIOS: it leaves at once, or a KVM that runs nothing keeps QEMU standing. */
async function runTinyBios() {
  if (scenario.kvm !== 'internal-error') leave(biosExitCode);
  console.error('KVM internal error. Suberror: 1');
  await new Promise((resolve) => process.once('SIGTERM', resolve));
  leave(0);
}

function listen(path, onSocket) {
  if (path) createServer(onSocket).listen(path);
}

function keep(socket, set) {
  set.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => set.delete(socket));
}

function die(text, code) {
  console.error(text);
  leave(code);
}

function answersQuestion(words) {
  const answers = {
    '-version': 'QEMU emulator version 7.2.22 (fake)',
    '--version': 'QEMU emulator version 7.2.22 (fake)',
    '-machine help':
      'q35  Standard PC (Q35 + ICH9, 2009) (alias of pc-q35-7.2)\npc-q35-7.2  Standard PC (Q35 + ICH9, 2009)',
    '-device help': devices.map((name) => `name "${name}", bus PCI`).join('\n'),
    '-accel help': 'Accelerators supported in QEMU binary:\ntcg\nkvm',
  };
  const answer = answers[words.join(' ')];
  if (answer) console.log(answer);
  return answer !== undefined;
}
