import { join } from 'node:path';
import type { Event } from '../../base/events.ts';
import { type Log, openLog } from '../../host/byte-files.ts';
import { makeDirectory, removeTree } from '../../host/files.ts';

/** Directory of the steps' logs in a run's directory. */
export const stepLogsDirectory = 'steps';

/** Writes what each step has said to `steps/LAYER-STEP.log`, from the events of a run. Older logs are replaced. */
export async function writeStepLogs(runDirectory: string, events: AsyncIterable<Event>): Promise<void> {
  const directory = join(runDirectory, stepLogsDirectory);
  await removeTree(directory);
  const logs = new Map<string, Log>();
  for await (const event of events) {
    if (event.kind !== 'step.output') continue;
    const name = `${event.layer}-${event.step}.log`;
    if (logs.size === 0) await makeDirectory(directory, 0o700);
    const log = logs.get(name) ?? openLog(join(directory, name));
    logs.set(name, log);
    log.write(event.text);
  }
  await Promise.all([...logs.values()].map((log) => log.close()));
}
