import { GoldpaneError } from '../base/errors.ts';
import { type Sha256, sha256From } from '../base/ids.ts';
import { fileSize, readText } from '../host/files.ts';
import type { NamedEsd } from '../recipe/imported-media.ts';
import { elementsAt, textAt } from '../unattend/answer-tree.ts';
import { readXml, type XmlElement, XmlProblem } from '../unattend/read-xml.ts';

const maxBytes = 16 * 1024 * 1024;
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const filesPath = 'Catalogs/Catalog/PublishedMedia/Files/File';

/**
 * The ESDs in the catalogue of the Media Creation Tool, its `products.xml`, that have a SHA-256: those with the older
 * SHA-1 cannot be pinned. One entry for each file, whatever editions it is listed for. Throws `GP-MEDIA-UNKNOWN`.
 * Source: dockur/windows:src/mido.sh, which reads the same catalogue.
 */
export async function readEsdCatalogue(path: string): Promise<readonly NamedEsd[]> {
  if ((await fileSize(path)) > maxBytes) throw notACatalogue(path, `it is larger than ${maxBytes / 1024 / 1024} MiB`);
  let root: XmlElement;
  try {
    root = readXml(await readText(path), maxBytes);
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    throw notACatalogue(path, error.message, error);
  }
  const files = elementsAt(root, filesPath);
  if (files.length === 0) throw notACatalogue(path, 'it names no files');
  if (!files.some(digestOf)) throw withoutSha256(path, files.length);
  const byFile = Map.groupBy(files, (file) => textAt(file, 'FileName'));
  return [...byFile.values()].flatMap((listed) => {
    const [first] = listed;
    return first === undefined ? [] : entryOf(first, [...new Set(listed.map((file) => textAt(file, 'Edition') ?? ''))]);
  });
}

/** The SHA-256 of a file, which some editions of the catalogue have under the name of the older digest. */
function digestOf(file: XmlElement): Sha256 | undefined {
  const digest = (textAt(file, 'Sha256') ?? textAt(file, 'Sha1') ?? '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digest) ? sha256From(digest) : undefined;
}

function entryOf(file: XmlElement, editions: readonly string[]): readonly NamedEsd[] {
  const sha256 = digestOf(file);
  const [name, url] = [textAt(file, 'FileName'), textAt(file, 'FilePath')];
  const language = languageTag(textAt(file, 'LanguageCode') ?? '');
  const architecture = architectures[(textAt(file, 'Architecture') ?? '').toLowerCase()];
  if (!sha256 || !name || !url || !language || !architecture) return [];
  const sizeBytes = Number(textAt(file, 'Size'));
  return [{ file: name, url, language, architecture, editions, sha256, sizeBytes }];
}

/** `de-de` as BCP 47 writes it: `de-DE`. */
function languageTag(code: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(code)[0];
  } catch {
    return undefined;
  }
}

function withoutSha256(path: string, count: number): GoldpaneError {
  const found = `it has only SHA-1 of its ${count} files, with which bytes can be forged`;
  return new GoldpaneError('GP-MEDIA-UNKNOWN', `${path} pins nothing: ${found}`, {
    hint: 'Take the newer catalogue, for Windows 11: https://go.microsoft.com/fwlink?linkid=2156292; or import an ISO',
  });
}

function notACatalogue(path: string, found: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-UNKNOWN', `${path} is no catalogue of the Media Creation Tool: ${found}`, {
    hint: 'Unpack products.xml from https://go.microsoft.com/fwlink?linkid=2156292 (cabextract), and import that',
    cause,
  });
}
