import { readFileSync, writeFileSync } from 'node:fs';
import type { ByteSource } from '../../src/host/byte-source.ts';
import { readDriverManifest } from '../../src/media/drivers/driver-manifest.ts';
import { readInf } from '../../src/media/drivers/read-inf.ts';
import { readEsdCatalogue } from '../../src/media/esd-catalogue.ts';
import type { ImageEntry } from '../../src/media/image/image-file.ts';
import { peSignatures } from '../../src/media/image/pe-signatures.ts';
import { readIso9660 } from '../../src/media/image/read-iso9660.ts';
import { readUdf } from '../../src/media/image/read-udf.ts';
import { wimInfo } from '../../src/media/image/wim-info.ts';
import { describeMedium } from '../../src/media/inspect-iso.ts';
import { signedProgram } from '../helpers/signed-program.ts';
import { driverManifest, infText } from '../helpers/virtio-win-iso.ts';

/** A reader of what anybody may have written, and something good to begin with. */
export type HostileReader = {
  readonly good: (media: GoodMedia) => Buffer;
  /** What somebody would write to hang it, or to fill its memory. */
  readonly evil?: readonly Buffer[];
  /** `scratch` is the path of a file that may be written, for what reads files. */
  readonly read: (bytes: Buffer, source: ByteSource, scratch: string) => Promise<unknown>;
};

/** Paths of media that are as they should be, and of a file that may be written. */
export type GoodMedia = { readonly windows: string; readonly drivers: string; readonly scratch: string };

const file = `<File><FileName>26200.1.esd</FileName><LanguageCode>de-de</LanguageCode><Edition>Core</Edition><Architecture>x64</Architecture><Size>6</Size><Sha256>${'a'.repeat(64)}</Sha256><FilePath>http://a/b.esd</FilePath></File>`;
const productsXml = `<MCT><Catalogs><Catalog><PublishedMedia><Files>${file}${file}</Files></PublishedMedia></Catalog></Catalogs></MCT>`;
const imagesXml =
  '<WIM><IMAGE INDEX="1"><NAME>A</NAME><WINDOWS><ARCH>9</ARCH><EDITIONID>Core</EDITIONID><LANGUAGES><LANGUAGE>en-US</LANGUAGE></LANGUAGES></WINDOWS></IMAGE></WIM>';

/** All readers of foreign bytes, by the name of what they read. */
export const hostileReaders = {
  udf: {
    good: ({ windows }) => readFileSync(windows),
    read: async (_, image) => {
      const files = await readUdf(image);
      return files && (await describeMedium({ image, files }));
    },
  },
  'ISO 9660': {
    good: ({ drivers }) => readFileSync(drivers),
    read: async (_, image) => {
      const files = await readIso9660(image);
      return files && (await listAll(files.root, files.list));
    },
  },
  wim: {
    good: () => wimOf(imagesXml),
    evil: [wimOf(`<WIM>${'<a/>'.repeat(260_000)}</WIM>`), wimOf(`<WIM>${'<a>'.repeat(300_000)}`)],
    read: async (_, wim) => await wimInfo(wim),
  },
  pe: {
    good: () => signedProgram(['Microsoft Windows Production PCA 2011']),
    evil: [programWith(Buffer.alloc(400_000, Buffer.from('3080', 'hex'))), programWith(Buffer.alloc(400_000, '0'))],
    read: async (_, program) => await peSignatures(program),
  },
  inf: {
    good: () => Buffer.from(infText({ inf: 'a.inf', catalogue: 'a.cat', files: ['a.sys', 'b.dll'] })),
    evil: [
      Buffer.from(`[Version]\nCatalogFile=a\n[SourceDisksFiles]\na=1,x${'/'.repeat(900_000)}y`),
      Buffer.from(`[Version]\nCatalogFile=${'%s%'.repeat(100_000)}\n[Strings]\ns=${'a'.repeat(700_000)}`),
      Buffer.from(`[Version]\nCatalogFile=a\n${'['.repeat(1_000_000)}`),
      Buffer.from(`[Version]\nCatalogFile=${'%'.repeat(1_000_000)}`),
      Buffer.from(`[Version]\nCatalogFile=a\n${'\\ '.repeat(500_000)}`),
    ],
    read: async (bytes) => readInf(bytes, 'amd64'),
  },
  'info.json': {
    good: () => Buffer.from(JSON.stringify(driverManifest())),
    evil: [Buffer.alloc(1_000_000, '['), Buffer.from(`{"drivers":[${'{},'.repeat(300_000)}{}]}`)],
    read: async (_, image) => await readDriverManifest({ image, files: onlyFile('data/info.json', image.sizeBytes) }),
  },
  'products.xml': {
    good: () => Buffer.from(productsXml),
    evil: [
      Buffer.from(`<MCT>${'<a/>'.repeat(4_000_000)}</MCT>`),
      Buffer.from(productsXml.replace(file, file.repeat(30_000))),
      Buffer.from(`<MCT ${'a="" '.repeat(3_000_000)}/>`),
    ],
    read: async (bytes, _, scratch) => {
      writeFileSync(scratch, bytes);
      return await readEsdCatalogue(scratch);
    },
  },
} satisfies Readonly<Record<string, HostileReader>>;

/** A WIM with nothing but its header and this description. */
function wimOf(xml: string): Buffer {
  const [header, description] = [Buffer.alloc(208), Buffer.from(`\ufeff${xml}`, 'utf16le')];
  header.write('MSWIM');
  header.writeUInt16LE(1, 0x2a);
  header.writeUInt32LE(1, 0x2c);
  header.writeUInt32LE(description.length, 0x48);
  header.writeUInt32LE(208, 0x50);
  return Buffer.concat([header, description]);
}

/** A program with this for its one signature. */
function programWith(signature: Buffer): Buffer {
  const head = signedProgram([]);
  const entry = Buffer.alloc(8);
  entry.writeUInt32LE(8 + signature.length, 0);
  entry.writeUInt16LE(2, 6);
  head.writeUInt32LE(8 + signature.length, 88 + 112 + 36);
  return Buffer.concat([head, entry, signature]);
}

/** A file system in which all bytes are one file. */
function onlyFile(path: string, sizeBytes: number) {
  const root = { name: '', isDirectory: true, sizeBytes: 0, extents: [] };
  const names = path.split('/');
  const list = async ({ name }: ImageEntry): Promise<readonly ImageEntry[]> => {
    const next = names[names.indexOf(name) + 1] ?? '';
    if (next !== names.at(-1)) return [{ ...root, name: next }];
    return [{ name: next, isDirectory: false, sizeBytes, extents: [{ position: 0, length: sizeBytes }] }];
  };
  return { kind: 'iso9660' as const, label: 'x', root, list };
}

/** Every name below a directory, as deep as real media go. */
async function listAll(
  directory: ImageEntry,
  list: (directory: ImageEntry) => Promise<readonly ImageEntry[]>,
  depth = 0,
): Promise<number> {
  let count = 0;
  for (const entry of depth < 4 ? await list(directory) : []) {
    count += entry.isDirectory ? await listAll(entry, list, depth + 1) : 1;
    if (count > 1000) break;
  }
  return count;
}
