import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findDistribution, packagesFor } from '../../.ci/host-packages.mjs';

type Table = {
  readonly distributions: Readonly<Record<string, unknown>>;
  readonly needs: Readonly<Record<string, unknown>>;
  readonly tools: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
const table = JSON.parse(readFileSync('src/host/host-packages.json', 'utf8')) as Table;

test('every need has a package name on every distribution', () => {
  expect(Object.keys(table.tools)).toEqual(Object.keys(table.needs));
  for (const names of Object.values(table.tools)) {
    expect(Object.keys(names).sort()).toEqual(Object.keys(table.distributions).sort());
  }
});

test.for([
  { osRelease: 'NAME="Debian GNU/Linux"\nID=debian\n', id: 'debian', reason: 'its own ID' },
  { osRelease: 'ID=ubuntu\nID_LIKE=debian\n', id: 'ubuntu', reason: 'ID counts before ID_LIKE' },
  { osRelease: 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', id: 'ubuntu', reason: 'the nearest relative' },
  { osRelease: 'ID=raspbian\nID_LIKE=debian\n', id: 'debian', reason: 'a relative' },
  { osRelease: 'ID="almalinux"\nID_LIKE="rhel centos fedora"\n', id: 'fedora', reason: 'a quoted ID' },
  { osRelease: 'ID=manjaro\nID_LIKE=arch\n', id: 'arch', reason: 'a relative' },
  { osRelease: 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', id: 'opensuse', reason: 'a flavour' },
  { osRelease: 'ID=nixos\n', id: undefined, reason: 'not in the table' },
  { osRelease: '', id: undefined, reason: 'no os-release' },
])('findDistribution() gives $id: $reason', ({ osRelease, id }) => {
  expect(findDistribution(osRelease)?.id).toBe(id);
});

test('packagesFor() names each package once', () => {
  expect(packagesFor(['swtpm', 'swtpm_setup', 'xorriso'], 'arch')).toEqual(['libisoburn', 'swtpm']);
});
