import { readFile } from 'node:fs/promises';

/** A group of this host. Source: group(5). */
export type Group = { readonly name: string; readonly id: number; readonly members: readonly string[] };

/** The groups that are listed in a file of this host; those of a directory service are not. */
export async function groupNames(): Promise<readonly Group[]> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length === 4)
    .map(([name = '', , id, members = '']) => ({ name, id: Number(id), members: members.split(',') }));
}
