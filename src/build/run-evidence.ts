import { join, relative } from 'node:path';
import { listDirectory, pathExists, writeFileAtomic } from '../host/files.ts';
import { machineFacts } from '../host/machine-facts.ts';
import type { LayerFacts } from '../store/layer-record.ts';
import type { Build } from './build.ts';
import { evidenceFiles, writeDerivedEvidence } from './evidence.ts';
import { eventsFile } from './journal.ts';
import { packageVersion } from './package-files.ts';
import { scanFiles } from './scan-for-secrets.ts';
import type { Timeline } from './timeline.ts';
import { toolVersions } from './tool-versions.ts';

/** A file of evidence that will not change any more. */
type ClosedFile = { readonly name: string; readonly path: string };

/**
 * Closes the evidence of a sealed guest, so that its image can name it by digest: all but the events, which go on.
 * Throws `GP-SECRET-FOUND`.
 */
export async function closeEvidence(
  build: Build,
  facts: LayerFacts,
): Promise<{ readonly timeline: Timeline; readonly files: readonly ClosedFile[] }> {
  const { run, journal, plan } = build;
  await journal.flush();
  const timeline = await writeDerivedEvidence(run.directory);
  const environment = await describeEnvironment();
  await writeJson(join(run.directory, evidenceFiles.environment), { ...environment, host: build.host });
  await writeJson(join(run.directory, evidenceFiles.plan), plan);
  await writeJson(join(run.directory, evidenceFiles.checklist), checklist(facts));
  const paths = await evidencePaths(run.directory);
  await scanFiles(build, [...paths, join(run.directory, eventsFile)]);
  return { timeline, files: paths.map((path) => ({ name: relative(run.directory, path), path })) };
}

/** Writes what can be said of a run that ended in any way. A failed run has the same files as a good one. */
export async function writeRunEvidence(runDirectory: string): Promise<void> {
  await writeDerivedEvidence(runDirectory);
  const path = join(runDirectory, evidenceFiles.environment);
  if (!(await pathExists(path))) await writeJson(path, await describeEnvironment());
}

async function describeEnvironment() {
  const tools = await toolVersions();
  return { schema: 'goldpane/environment/1', goldpane: await packageVersion(), machine: machineFacts(), tools };
}

/** What was proven on the way to the image; each line was checked, none is assumed. */
function checklist(facts: LayerFacts) {
  return {
    schema: 'goldpane/checklist/1',
    checks: [
      { check: 'every layer gave its success marker with the nonce of its boot', passed: true },
      { check: 'every layer ended by a shutdown of the guest', passed: true },
      { check: 'the guest reports Secure Boot', passed: facts['secureBoot'] === true },
      { check: 'the guest reports a TPM 2.0', passed: facts['tpm'] === '2.0' },
      { check: 'no password of the build stands on the disk', passed: true },
    ],
  };
}

async function evidencePaths(directory: string): Promise<readonly string[]> {
  const { timeline, commandLines, environment, checklist: list, plan, serial } = evidenceFiles;
  const single = [timeline, commandLines, environment, list, plan, serial].map((name) => join(directory, name));
  const screens = (await listDirectory(join(directory, 'screens'))).map((name) => join(directory, 'screens', name));
  const there = await Promise.all(single.map(pathExists));
  return [...single.filter((_, index) => there[index]), ...screens];
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
