import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GoldpaneError } from '../base/errors.ts';
import { makeDirectory, removeTree } from '../host/files.ts';
import { runTool } from '../host/run-tool.ts';

type Member = { readonly name: string; readonly offset: number; readonly sizeBytes: number };

const headerBytes = 60;
const decompressors: Readonly<Record<string, string>> = { '.xz': '--xz', '.zst': '--zstd', '.gz': '--gzip', '': '' };

/**
 * Unpacks the files of a .deb into `directory`; `exclude` are tar patterns such as `./usr/share`. Reads the outer
 * `ar` archive itself because dpkg-deb is at hand on Debian only; needs tar and xz.
 * Throws `GP-REHEARSAL-GUEST` when the file is no Debian package. Source: deb(5), ar(5).
 */
export async function unpackDeb(
  path: string,
  directory: string,
  exclude: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await makeDirectory(directory);
  const member = await dataMember(path);
  const decompress = decompressors[member.name.slice('data.tar'.length)];
  if (decompress === undefined) throw notDebian(path, `its files are packed as ${member.name}`);
  const inner = join(directory, '.data.tar');
  try {
    const range = { start: member.offset, end: member.offset + member.sizeBytes - 1 };
    await pipeline(createReadStream(path, range), createWriteStream(inner));
    const options = [decompress, '--no-same-owner', ...exclude.map((pattern) => `--exclude=${pattern}`)].filter(
      Boolean,
    );
    await runTool('tar', ['-x', '-f', inner, '-C', directory, ...options], { signal });
  } finally {
    await removeTree(inner);
  }
}

async function dataMember(path: string): Promise<Member> {
  const handle = await open(path, 'r');
  try {
    for (let at = '!<arch>\n'.length; ; ) {
      const member = await readHeader(handle, at);
      if (!member) throw notDebian(path, 'it holds no data.tar');
      if (member.name.startsWith('data.tar')) return member;
      at = member.offset + member.sizeBytes + (member.sizeBytes % 2);
    }
  } finally {
    await handle.close();
  }
}

async function readHeader(handle: FileHandle, at: number): Promise<Member | undefined> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, at);
  if (bytesRead < headerBytes || buffer.toString('latin1', 58) !== '`\n') return undefined;
  const name = buffer.toString('latin1', 0, 16).trim().replace(/\/$/, '');
  return { name, offset: at + headerBytes, sizeBytes: Number(buffer.toString('latin1', 48, 58)) };
}

function notDebian(path: string, found: string): GoldpaneError {
  return new GoldpaneError('GP-REHEARSAL-GUEST', `${path} cannot be unpacked as a Debian package: ${found}`, {
    hint: 'Delete the file: the next build fetches it again',
  });
}
