import { ImageProblem } from '../image/image-file.ts';

/** As Windows names architectures in INF section names. */
type InfArchitecture = 'amd64' | 'arm64';

const maxInfBytes = 1024 * 1024;
const maxPathCharacters = 260;

/** What a driver's INF says. */
export type Inf = {
  /**
   * Every file that it names for an architecture, itself left out: its catalogue and what it copies, with their
   * directories below the INF's own.
   */
  readonly files: readonly string[];
  /** DriverVer, a date and a number: `06/11/2026,100.104.104.30200`; empty when it has none. */
  readonly version: string;
};

/**
 * Reads the INF of a driver. Throws `ImageProblem` for what is no INF of a driver.
 * Source: docs: MicrosoftDocs/windows-driver-docs, "INF SourceDisksFiles section", "INF Version section".
 */
export function readInf(bytes: Buffer, architecture: InfArchitecture): Inf {
  const sections = readSections(bytes);
  const version = sections.get('version');
  if (version === undefined) throw new ImageProblem('it has no [Version] section');
  const catalogues = new Set(['catalogfile', 'catalogfile.nt', `catalogfile.nt${architecture}`]);
  const names = version.flatMap(([key, value]) => (catalogues.has(key.toLowerCase()) ? [unquoted(value)] : []));
  if (names.length === 0) throw new ImageProblem('it names no catalogue, so Windows would refuse its signature');
  for (const section of ['sourcedisksfiles', `sourcedisksfiles.${architecture}`]) {
    for (const [file, value] of sections.get(section) ?? []) names.push(sourcePath(unquoted(file), value));
  }
  const strings = new Map((sections.get('strings') ?? []).map(([key, value]) => [key.toLowerCase(), unquoted(value)]));
  return {
    files: [...new Set(names.map((name) => pathOf(name, strings)))],
    version: version.find(([key]) => key.toLowerCase() === 'driverver')?.[1] ?? '',
  };
}

/** `file = disk id [, [subdirectory] [, size]]` */
function sourcePath(file: string, value: string): string {
  const directories = unquoted(value.split(',')[1] ?? '').split(/[\\/]/);
  return [...directories.filter((name) => name !== '' && name !== '.'), file].join('/');
}

type Entries = readonly (readonly [key: string, value: string])[];

/** Sections by lower-case name; those of the same name are one. */
function readSections(bytes: Buffer): ReadonlyMap<string, Entries> {
  if (bytes.length > maxInfBytes) throw new ImageProblem(`it has ${bytes.length} bytes, more than an INF ever has`);
  const sections = new Map<string, [string, string][]>();
  let entries: [string, string][] | undefined;
  for (const line of decodeInf(bytes)
    .replaceAll(/\\[ \t]*\r?\n/g, '')
    .split(/\r?\n/)) {
    const content = withoutComment(line).trim();
    const section = /^\[([^\]]*)\]/.exec(content)?.[1]?.trim().toLowerCase();
    if (section !== undefined) {
      entries = sections.get(section) ?? [];
      sections.set(section, entries);
    } else if (content !== '' && entries !== undefined) {
      const equals = content.indexOf('=');
      entries.push(equals < 0 ? [content, ''] : [content.slice(0, equals).trim(), content.slice(equals + 1).trim()]);
    }
  }
  return sections;
}

function withoutComment(line: string): string {
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    if (line[at] === ';' && !isQuoted) return line.slice(0, at);
  }
  return line;
}

function unquoted(text: string): string {
  return text.trim().replaceAll('"', '');
}

/** A path with slashes. Its length is bounded before and after: strings that name strings could fill any memory. */
function pathOf(text: string, strings: ReadonlyMap<string, string>): string {
  const path =
    text.length > maxPathCharacters
      ? text
      : text.replaceAll(/%([^%]+)%/g, (whole, key: string) => strings.get(key.toLowerCase()) ?? whole);
  if (path.length > maxPathCharacters)
    throw new ImageProblem('it names a file whose name is longer than Windows takes');
  return path.replaceAll('\\', '/');
}

function decodeInf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}
