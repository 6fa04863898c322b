const programHeader = { load: 1, dynamic: 2 } as const;
const dynamicTag = { needed: 1n, stringTable: 5n } as const;

type Segment = { readonly type: number; readonly offset: number; readonly address: bigint; readonly size: number };

/**
 * Names of the shared libraries that a program or library asks for (DT_NEEDED), in its own order; none for a
 * static program. Returns `undefined` when the bytes are no 64-bit little-endian ELF.
 * Source: System V ABI, "Program Header" and "Dynamic Section".
 */
export function neededLibraries(bytes: Buffer): readonly string[] | undefined {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) return undefined;
  const segments = readSegments(bytes);
  const dynamic = segments.find(({ type }) => type === programHeader.dynamic);
  if (!dynamic) return [];
  const entries = readDynamic(bytes, dynamic);
  const table = entries.find(({ tag }) => tag === dynamicTag.stringTable);
  if (!table) return [];
  const start = fileOffset(segments, table.value);
  return entries
    .filter(({ tag }) => tag === dynamicTag.needed)
    .map(({ value }) => stringAt(bytes, start + Number(value)));
}

function readSegments(bytes: Buffer): Segment[] {
  const first = Number(bytes.readBigUInt64LE(32));
  const entryBytes = bytes.readUInt16LE(54);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = first + index * entryBytes;
    return {
      type: bytes.readUInt32LE(at),
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      address: bytes.readBigUInt64LE(at + 16),
      size: Number(bytes.readBigUInt64LE(at + 32)),
    };
  });
}

function readDynamic(bytes: Buffer, { offset, size }: Segment): { tag: bigint; value: bigint }[] {
  return Array.from({ length: Math.floor(size / 16) }, (_, index) => ({
    tag: bytes.readBigUInt64LE(offset + index * 16),
    value: bytes.readBigUInt64LE(offset + index * 16 + 8),
  }));
}

/** The dynamic section names memory addresses; the loadable segments say where in the file these lie. */
function fileOffset(segments: readonly Segment[], address: bigint): number {
  const segment = segments.find(
    ({ type, address: first, size }) =>
      type === programHeader.load && address >= first && address < first + BigInt(size),
  );
  return segment ? segment.offset + Number(address - segment.address) : Number(address);
}

function stringAt(bytes: Buffer, at: number): string {
  return bytes.toString('utf8', at, bytes.indexOf(0, at));
}
