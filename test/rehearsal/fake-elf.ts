/** The smallest 64-bit ELF whose dynamic section asks for `libraries`; its strings lie at another address than in the file. */
export function fakeElf(libraries: readonly string[]): Buffer {
  const strings = Buffer.from(`\0${libraries.map((name) => `${name}\0`).join('')}`);
  const dynamicAt = 64 + 2 * 56;
  const entries = libraries.length + 2;
  const stringsAt = dynamicAt + entries * 16;
  const bytes = Buffer.alloc(stringsAt + strings.length);
  const base = 0x400000n;
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(bytes);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  segment(bytes, 64, 1, 0, base, bytes.length);
  segment(bytes, 64 + 56, 2, dynamicAt, base + BigInt(dynamicAt), entries * 16);
  let name = 1;
  libraries.forEach((library, index) => {
    entry(bytes, dynamicAt + index * 16, 1n, BigInt(name));
    name += library.length + 1;
  });
  entry(bytes, dynamicAt + libraries.length * 16, 5n, base + BigInt(stringsAt));
  strings.copy(bytes, stringsAt);
  return bytes;
}

function segment(bytes: Buffer, at: number, type: number, offset: number, address: bigint, size: number): void {
  bytes.writeUInt32LE(type, at);
  bytes.writeBigUInt64LE(BigInt(offset), at + 8);
  bytes.writeBigUInt64LE(address, at + 16);
  bytes.writeBigUInt64LE(BigInt(size), at + 32);
}

function entry(bytes: Buffer, at: number, tag: bigint, value: bigint): void {
  bytes.writeBigUInt64LE(tag, at);
  bytes.writeBigUInt64LE(value, at + 8);
}
