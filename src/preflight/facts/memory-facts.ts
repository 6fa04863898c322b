import { readText } from '../../host/files.ts';
import type { MemoryFacts } from '../checks/memory.ts';

/** Reads a file; undefined when it is not there. */
export type ReadFact = (path: string) => Promise<string | undefined>;

const readFact: ReadFact = async (path) => await readText(path).catch(() => undefined);

const bytesPerMib = 1024 ** 2;
/** A limit of the first kind of control groups that is none is written as a number of this size. */
const noLimit = 2 ** 60;

/** Memory of this host and of the control groups that this process is in. Source: proc(5), cgroups(7). */
export async function memoryFacts(read: ReadFact = readFact): Promise<MemoryFacts> {
  const [meminfo = '', groups = ''] = await Promise.all([read('/proc/meminfo'), read('/proc/self/cgroup')]);
  const mib = (name: string) =>
    Math.floor(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1] ?? 0) / 1024);
  const left = (await Promise.all(directoriesOf(groups).map((directory) => leftIn(directory, read)))).filter(
    (bytes) => bytes !== undefined,
  );
  return {
    totalMib: mib('MemTotal'),
    availableMib: mib('MemAvailable'),
    swapMib: mib('SwapTotal'),
    ...(left.length === 0 ? {} : { limitMib: Math.max(0, Math.floor(Math.min(...left) / bytesPerMib)) }),
  };
}

/** The process's own group and all above it; a container shows its own group as the root. */
function directoriesOf(groups: string): readonly string[] {
  const first = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1];
  const second = /^0::(.*)$/m.exec(groups)?.[1];
  const [root, path] = first === undefined ? ['/sys/fs/cgroup', second ?? '/'] : ['/sys/fs/cgroup/memory', first];
  const parts = path.split('/').filter((part) => part !== '');
  return [root, ...parts.map((_, index) => `${root}/${parts.slice(0, index + 1).join('/')}`)];
}

/** What a group may still take, in bytes: the page cache gives way, so it does not count. */
async function leftIn(directory: string, read: ReadFact): Promise<number | undefined> {
  const [max, current, oldMax, oldCurrent, stat = ''] = await Promise.all(
    ['memory.max', 'memory.current', 'memory.limit_in_bytes', 'memory.usage_in_bytes', 'memory.stat'].map((name) =>
      read(`${directory}/${name}`),
    ),
  );
  const limit = Number.parseInt(max ?? oldMax ?? '', 10);
  const used = Number.parseInt(current ?? oldCurrent ?? '', 10);
  if (Number.isNaN(limit) || Number.isNaN(used) || limit > noLimit) return undefined;
  const cache = Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
  return limit - used + cache;
}
