import { statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readGuest, readImage, writeImage } from './fake-disk.mjs';
import { leave, recordCall, scenario } from './fake-setting.mjs';

/** qemu-img for fake disks: knows what goldpane calls, fails on anything else. */
const [command, ...args] = process.argv.slice(2);
recordCall('qemu-img');

const valued = new Set(['-f', '-F', '-b', '-O', '-o', '-c', '-m', '-l']);
const options = {};
const operands = [];
for (let at = 0; at < args.length; at++) {
  const arg = args[at];
  if (valued.has(arg) && !(command === 'convert' && arg === '-c')) options[arg] = args[++at];
  else if (arg.startsWith('-')) options[arg] = true;
  else operands.push(arg);
}

const commands = { create, convert, snapshot, check, info, measure, map };
const failure = Object.entries(scenario.qemuImg ?? {}).find(([start]) =>
  `${command} ${args.join(' ')} `.startsWith(`${start} `),
)?.[1];
if (command === '--version') console.log('qemu-img version 7.2.22 (fake)');
else if (failure) fail(failure);
else if (commands[command]) commands[command](...operands);
else fail(`qemu-img: Command not found: ${command}`);

function create(path, size) {
  const backing = options['-b'];
  const base = backing === undefined ? undefined : open(resolve(dirname(path), backing));
  const virtualSize = base?.virtualSize ?? Number.parseInt(size, 10) * 2 ** 30;
  writeImage(path, { virtualSize, backing, snapshots: [] });
}

function convert(from, to) {
  const { virtualSize } = open(from);
  if (options['-O'] === 'raw') writeFileSync(to, JSON.stringify(readGuest(from)));
  else writeImage(to, { virtualSize, guest: readGuest(from), snapshots: [], compression: 'zstd' });
}

function snapshot(path) {
  const image = open(path);
  if (options['-c']) writeImage(path, { ...image, snapshots: [...image.snapshots, options['-c']] });
  else console.log(image.snapshots.join('\n'));
}

function check(path) {
  open(path);
  print({ filename: path, format: 'qcow2', 'check-errors': 0, 'image-end-offset': 0 });
}

function info(path) {
  const { virtualSize, backing, snapshots, compression = 'zlib' } = open(path);
  print({
    'virtual-size': virtualSize,
    filename: path,
    'cluster-size': 65536,
    format: 'qcow2',
    'actual-size': statSync(path).size,
    'dirty-flag': false,
    ...(backing ? { 'backing-filename': backing } : {}),
    snapshots: snapshots.map((name, index) => ({ id: String(index + 1), name })),
    'format-specific': { type: 'qcow2', data: { 'compression-type': compression, corrupt: false } },
  });
}

function measure(path) {
  print({ required: JSON.stringify(readGuest(path)).length, 'fully-allocated': open(path).virtualSize });
}

function map(path) {
  print([{ start: 0, length: statSync(path).size, depth: 0, present: true, zero: false, data: true, offset: 0 }]);
}

function open(path) {
  try {
    return readImage(path);
  } catch (error) {
    return fail(`qemu-img: Could not open '${path}': ${error.message}`);
  }
}

function print(value) {
  console.log(JSON.stringify(value, null, 4));
}

function fail(text) {
  console.error(text);
  leave(1);
}
