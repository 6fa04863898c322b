import { join, relative } from 'node:path';
import { listDirectory, pathExists } from '../../host/files.ts';
import { machineFacts } from '../../host/machine-facts.ts';
import type { Run } from '../../store/runs.ts';
import type { Build } from '../build.ts';
import { scanFiles } from '../image/scan-for-secrets.ts';
import type { PreparedPlan } from '../prepare-plan.ts';
import { packageVersion } from '../recipe/package-files.ts';
import { evidenceFiles, writeDerivedEvidence, writeJson } from './evidence.ts';
import { eventsFile } from './journal.ts';
import type { Timeline } from './timeline.ts';
import { type ToolVersions, toolVersions } from './tool-versions.ts';
import { stepLogsDirectory } from './write-step-logs.ts';

/** A file of evidence that will not change any more. */
type ClosedFile = { readonly name: string; readonly path: string };

/** Writes what is known before the work begins; gives the versions of the programs that will do it. */
export async function openEvidence({ directory }: Run, { plan, host }: PreparedPlan): Promise<ToolVersions> {
  const environment = await describeEnvironment();
  await writeJson(join(directory, evidenceFiles.plan), plan);
  await writeJson(join(directory, evidenceFiles.environment), { ...environment, host });
  return environment.tools;
}

/**
 * Closes the evidence of a sealed guest, so that its image can name it by digest: all but the events, which go on.
 * Throws `GP-SECRET-FOUND`.
 */
export async function closeEvidence(
  build: Build,
): Promise<{ readonly timeline: Timeline; readonly files: readonly ClosedFile[] }> {
  const { run, journal } = build;
  await journal.flush();
  const timeline = await writeDerivedEvidence(run.directory);
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

async function evidencePaths(directory: string): Promise<readonly string[]> {
  const { timeline, commandLines, environment, checklist, plan, serial } = evidenceFiles;
  const single = [timeline, commandLines, environment, checklist, plan, serial].map((name) => join(directory, name));
  const inside = async (name: string) =>
    (await listDirectory(join(directory, name))).map((file) => join(directory, name, file));
  const there = await Promise.all(single.map(pathExists));
  return [
    ...single.filter((_, index) => there[index]),
    ...(await inside(stepLogsDirectory)),
    ...(await inside('screens')),
  ];
}
