import { appendFileSync, closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const mark = '\nfake-guest:';

/** What the fake guest has on this disk: its own, else that of the backing file. */
export function readGuest(path) {
  const image = readImage(path);
  return image.guest ?? (image.backing ? readGuest(resolve(dirname(path), image.backing)) : {});
}

/** Saves what the fake guest has. A real qcow2 gets it after its end, where qemu-img does not look. */
export function writeGuest(path, guest) {
  const image = readImage(path);
  if (image.isReal) appendFileSync(path, `${mark}${JSON.stringify(guest)}`);
  else writeImage(path, { ...image, guest });
}

/** A fake image is JSON; of a real qcow2 the header's backing file is read. Source: qemu docs/interop/qcow2.txt */
export function readImage(path) {
  const head = Buffer.alloc(24);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, 24, 0);
    if (head.readUInt32BE(0) !== 0x514649fb) return JSON.parse(readFileSync(path, 'utf8'));
    const name = Buffer.alloc(head.readUInt32BE(16));
    if (name.length > 0) readSync(file, name, 0, name.length, Number(head.readBigUInt64BE(8)));
    const text = readFileSync(path, 'latin1');
    const start = text.lastIndexOf(mark);
    const guest = start < 0 ? undefined : JSON.parse(text.slice(start + mark.length));
    return { isReal: true, backing: name.toString() || undefined, guest };
  } finally {
    closeSync(file);
  }
}

/** Writes a fake image. */
export function writeImage(path, image) {
  writeFileSync(path, JSON.stringify(image));
}
