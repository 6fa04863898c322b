import type { Finding } from '../../base/findings.ts';

// xorriso cuts longer names and replaces some of these characters without a word (those beyond 16 bits too); the
// others, an end of this kind and the names of devices are what Windows cannot open.
const maxNameCharacters = 103;
const forbidden = /[*/:;?\\"<>|]|[\p{Cc}\p{Cs}]|[\u{10000}-\u{10ffff}]/u;
const unopenable = /[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const maxPathCharacters = 240;

/** Everything that would not arrive on a medium under its name. */
export function checkMediumNames(label: string, names: readonly string[]): readonly Finding[] {
  const findings: Finding[] = [];
  if (!/^[A-Z0-9_]{1,16}$/.test(label)) {
    findings.push(
      finding(label, 'The label is not 1 to 16 of A-Z, 0-9 and _', 'Windows cuts it, and scripts search for it'),
    );
  }
  if (names.length === 0) findings.push(finding(label, 'There is no file', 'A medium without files has no use'));
  for (const name of names) findings.push(...checkName(name));
  return [...findings, ...clashes(names)];
}

function checkName(name: string): readonly Finding[] {
  const parts = name.split('/');
  const bad = parts.find(
    (part) => part === '' || part === '.' || part === '..' || forbidden.test(part) || unopenable.test(part),
  );
  if (bad !== undefined) {
    return [
      finding(
        name,
        `The name ${JSON.stringify(bad)} cannot be kept`,
        'ISO 9660 with Joliet or Windows would change it',
      ),
    ];
  }
  const long = parts.find((part) => part.length > maxNameCharacters);
  if (long !== undefined || name.length > maxPathCharacters) {
    const limit = `${maxNameCharacters} characters a name and ${maxPathCharacters} a path are possible`;
    return [finding(name, `The name is too long: ${limit}`, 'It would be cut without a word')];
  }
  return [];
}

/** Names that Windows takes for the same, and files that are another file's directory. */
function clashes(names: readonly string[]): readonly Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      findings.push(finding(name, `It is the same name as ${other} to Windows`, 'Only one of the two can be opened'));
    }
    seen.set(name.toLowerCase(), name);
  }
  const spellings = new Map<string, string>();
  for (const name of names) {
    for (const directory of directoriesOf(name)) {
      const key = directory.toLowerCase();
      if (seen.has(key))
        findings.push(finding(name, `${directory} is a file and a directory`, 'Only one of the two can exist'));
      const spelling = spellings.get(key) ?? directory;
      if (spelling !== directory) {
        findings.push(finding(name, `The directory is spelled ${spelling} elsewhere`, 'Windows takes the two for one'));
      }
      spellings.set(key, spelling);
    }
  }
  return findings;
}

function directoriesOf(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function finding(where: string, found: string, why: string): Finding {
  return { id: 'GP-MEDIA-PACK', severity: 'error', where, found, why, remedy: 'Rename the file' };
}
