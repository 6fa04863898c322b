import type { ByteSource } from '../../host/byte-source.ts';
import { elements, textAt } from '../../unattend/answer-tree.ts';
import type { XmlElement } from '../../unattend/read-xml.ts';
import { readXml, XmlProblem } from '../../unattend/read-xml.ts';
import { fileSignatures } from '../file-signatures.ts';
import { ImageProblem } from './image-file.ts';

/** What a WIM says about one of its images. */
export type WimImage = {
  /** 1-based: what `/IMAGE/INDEX` of an answer file means. */
  readonly index: number;
  readonly name: string;
  readonly editionId: string;
  readonly installationType: string;
  readonly architecture: 'x86' | 'amd64' | 'arm64' | 'unknown';
  /** Windows build such as 26100; 0 when the WIM does not say. */
  readonly build: number;
  /** Branch of Windows' sources, such as `ge_release`; empty when the WIM does not say. */
  readonly branch: string;
  readonly languages: readonly string[];
  readonly defaultLanguage: string;
};

/** What a WIM says about itself. */
export type WimInfo = {
  readonly images: readonly WimImage[];
  /** Its files are compressed together, as those of an ESD are: it can be installed from, and not started from. */
  readonly isSolid: boolean;
};

const headerBytes = 208;
const maxXmlBytes = 2 * 1024 * 1024;
// The format's version when resources are solid; else it is 0x10d00. Source: wimlib:include/wimlib/header.h
const solidVersion = 0xe00;

// PROCESSOR_ARCHITECTURE_* numbers.
const architectures: Readonly<Record<string, WimImage['architecture']>> = { 0: 'x86', 9: 'amd64', 12: 'arm64' };

/**
 * What is in a WIM or ESD, from its header and its XML alone; nothing is decompressed. Throws `ImageProblem`.
 * Source: Windows Imaging File Format (WIM) white paper; the XML resource is UTF-16LE and never compressed.
 */
export async function wimInfo(wim: ByteSource): Promise<WimInfo> {
  const header = await wim.read(0, headerBytes);
  if (header.toString('latin1', 0, 8) === 'WLPWM\0\0\0')
    throw new ImageProblem('it is a pipable WIM, which Setup cannot read');
  if (header.length < headerBytes || header.toString('latin1', 0, 8) !== fileSignatures.wim) {
    throw new ImageProblem('it does not start like a WIM');
  }
  const parts = header.readUInt16LE(0x2a);
  if (parts > 1) throw new ImageProblem(`it is part ${header.readUInt16LE(0x28)} of ${parts} of a split WIM`);
  const stored = header.readUIntLE(0x48, 6);
  const isCompressed = (header.readUInt8(0x4f) & 0x1c) !== 0;
  const position = Number(header.readBigUInt64LE(0x50));
  if (isCompressed || stored === 0 || stored > maxXmlBytes) throw new ImageProblem('its description cannot be read');
  const bytes = await wim.read(position, stored);
  if (bytes.length < stored) throw new ImageProblem('it is cut off before its description');
  const images = elements(parse(bytes), 'IMAGE').map(describeImage);
  const expected = header.readUInt32LE(0x2c);
  if (images.length !== expected) throw new ImageProblem(`it has ${expected} images and describes ${images.length}`);
  return { images, isSolid: header.readUInt32LE(12) === solidVersion };
}

function parse(bytes: Buffer): XmlElement {
  try {
    return readXml(bytes.toString('utf16le').replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    throw new ImageProblem(`its description is not XML: ${error.message}`, { cause: error });
  }
}

function describeImage(image: XmlElement): WimImage {
  const windows = elements(image, 'WINDOWS')[0];
  const languages = elements(elements(windows, 'LANGUAGES')[0], 'LANGUAGE').map(({ text }) => text.trim());
  return {
    index: Number(image.attributes.get('INDEX')),
    name: textAt(image, 'NAME') ?? '',
    editionId: textAt(windows, 'EDITIONID') ?? '',
    installationType: textAt(windows, 'INSTALLATIONTYPE') ?? '',
    architecture: architectures[textAt(windows, 'ARCH') ?? ''] ?? 'unknown',
    build: Number(textAt(windows, 'VERSION/BUILD') ?? 0),
    branch: textAt(windows, 'VERSION/BRANCH') ?? '',
    languages,
    defaultLanguage: textAt(windows, 'LANGUAGES/DEFAULT') ?? languages[0] ?? '',
  };
}
