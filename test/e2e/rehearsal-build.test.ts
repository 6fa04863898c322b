import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { filesBelow } from '../../src/host/file-operations.ts';
import { hashFile } from '../../src/host/hash-file.ts';
import { checkDisk, diskInfo } from '../../src/host/qemu-img.ts';
import { type BuiltRehearsal, buildMs, outlineOf, rehearsalBuild, serialLines } from '../helpers/rehearsal-build.ts';

let built: BuiltRehearsal;
beforeAll(async () => {
  built = await rehearsalBuild();
}, buildMs);

describe('a whole build of the rehearsal', () => {
  test('ends with a published version', () => {
    const { exitCode, stderr } = built.end;
    const finished = built.events.at(-1);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(finished).toMatchObject({ kind: 'run.finished', outcome: 'done', bundle: built.image.directory });
    expect(outlineOf(built.events)).toEqual([
      ...['install started', 'install boot 1', 'install boot 2', 'install finished'],
      ...[
        'tools started',
        'tools boot 1',
        'tools finished',
        'settings started',
        'settings boot 1',
        'settings finished',
      ],
      ...['seal started', 'seal boot 1', 'seal finished'],
    ]);
  });

  test('publishes a disk that stands alone, with its baseline', async () => {
    const info = await diskInfo(built.image.files.disk);

    expect(await checkDisk(built.image.files.disk)).toMatchObject({ isClean: true });
    expect(info).toMatchObject({ format: 'qcow2', compressionType: 'zstd', clusterSizeBytes: 65_536 });
    expect(info).toMatchObject({ virtualSizeBytes: 64 * 1024 ** 3, snapshots: ['baseline'], isDamaged: false });
    expect(info.backingFile).toBeUndefined();
  });

  test('leaves nothing in the bundle that can be written', async () => {
    const files = await filesBelow(built.image.directory);

    expect(files.sort()).toEqual(['disk-baseline.qcow2', 'manifest.json', 'tpm/tpm2-00.permall', 'uefi-vars.fd']);
    expect(['', 'tpm', ...files].map((name) => modeOf(join(built.image.directory, name)))).toEqual([
      ...['555', '555', '444', '444', '444', '444'],
    ]);
    expect(modeOf(join(built.store, 'images/rehearsal', `${built.image.version}.beside`, 'credentials.json'))).toBe(
      '600',
    );
  });

  test('tells the truth in its manifest, in the form of the published schema', async () => {
    const manifest = readJson(join(built.image.directory, 'manifest.json'));
    const digests = built.image.manifest.files.map(({ name }) => hashFile(join(built.image.directory, name)));

    expect(publishedSchema('manifest').safeParse(manifest).error).toBeUndefined();
    expect(built.image.manifest).toMatchObject({ rehearsal: true, facts: { secureBoot: true, tpm: '2.0' } });
    expect(await Promise.all(digests)).toEqual(built.image.manifest.files.map(({ sha256 }) => sha256));
  });

  test('leaves evidence that the manifest names by digest', async () => {
    const evidence = join(`${built.image.directory}.beside`, 'evidence');
    const named = built.image.manifest.evidence.map(({ name }) => name);
    const digests = await Promise.all(named.map((name) => hashFile(join(evidence, name))));

    expect(digests).toEqual(built.image.manifest.evidence.map(({ sha256 }) => sha256));
    expect((await filesBelow(evidence)).sort()).toEqual([...named].sort());
    expect(named).toEqual(
      expect.arrayContaining([
        ...['checklist.json', 'command-lines.txt', 'environment.json', 'plan.json', 'serial.log', 'timeline.json'],
      ]),
    );
    expect(readJson(join(evidence, 'checklist.json')).checks.every(({ passed }: { passed: boolean }) => passed)).toBe(
      true,
    );
  });

  test('keeps pictures of the screen only where it changed', async () => {
    const screens = built.image.manifest.evidence.filter(({ name }) => name.startsWith('screens/'));
    const repeats = screens.filter(({ sha256 }, index) => sha256 === screens[index - 1]?.sha256);

    expect(screens.length).toBeGreaterThan(5);
    expect(repeats).toEqual([]);
  });

  test('writes every event in the form of the published schema, and shows the same', () => {
    const run = join(built.store, 'runs', built.image.manifest.run);
    const written = readFileSync(join(run, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    const schema = publishedSchema('event');

    expect(written.map((line) => JSON.parse(line))).toEqual(built.events);
    expect(built.events.filter((event) => !schema.safeParse(event).success)).toEqual([]);
    expect(built.events.map(({ seq }) => seq)).toEqual(built.events.map((_, index) => index + 1));
  });

  test('runs a guest under Secure Boot with a TPM 2.0, its drive letters handed out by the seed', () => {
    expect(serialLines(join(built.image.directory.concat('.beside'), 'evidence'), /^setup: (facts|letters) /)).toEqual([
      expect.stringMatching(/letters C:=CCCOMA_X64FRE_EN-US_DV9 D:=GOLDPANE \(seed 0\)/),
      expect.stringMatching(/facts secureboot=1 tpm=2\.0 cpus=\d/),
      ...['D:=CCCOMA_X64FRE_EN-US_DV9 E:=GOLDPANE', 'D:=GP_LAYER', 'D:=GP_LAYER', 'D:=GP_LAYER'].flatMap((letters) => [
        `setup: letters ${letters} (seed 0)`,
        expect.stringMatching(/facts secureboot=1 tpm=2\.0/),
      ]),
    ]);
  });

  test('listens on nothing but unix sockets (J1)', () => {
    const commands = built.events.flatMap((event) => (event.kind === 'boot.started' ? [event.command] : []));
    const sockets = commands.flatMap((words) => words.filter((word) => /^socket,|^vnc=/.test(word)));

    expect(built.looks).toBeGreaterThan(5);
    expect(built.listeners).toEqual([]);
    expect(sockets.filter((word) => !/^socket,id=[\w-]+,path=\/|^vnc=unix:\//.test(word))).toEqual([]);
  });
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function publishedSchema(name: string): z.ZodType {
  return z.fromJSONSchema(readJson(join(import.meta.dirname, `../../docs/schemas/${name}.schema.json`)));
}
