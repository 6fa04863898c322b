import * as z from 'zod';
import type { Tick } from '../base/events.ts';
import { cpuTimeMs } from '../host/process-identity.ts';
import type { Qmp } from './qmp.ts';

/** What a machine has used since its start. */
export type MachineUsage = Omit<Tick, 'kind' | 'elapsedMs'>;

/** Source: qemu qapi/block-core.json, BlockStats. Drives are told apart by the ids of their devices. */
const BlockStats = z.array(
  z.object({
    qdev: z.string().default(''),
    stats: z.object({ rd_bytes: z.number().default(0), wr_bytes: z.number().default(0) }),
  }),
);

const qmpTimeoutMs = 5000;

/** Reads what the machine has used; QEMU may be too busy to answer, then `last` stands in for the drives. */
export async function machineUsage(pid: number, qmp: Qmp, last: MachineUsage): Promise<MachineUsage> {
  const cpuMs = cpuTimeMs(pid) ?? last.cpuMs;
  const drives = await qmp.execute('query-blockstats', {}, { timeoutMs: qmpTimeoutMs }).catch(() => undefined);
  const parsed = BlockStats.safeParse(drives);
  return parsed.success ? { cpuMs, ...driveBytes(parsed.data) } : { ...last, cpuMs };
}

/** Nothing used yet. */
export const noUsage: MachineUsage = { cpuMs: 0, diskReadBytes: 0, diskWrittenBytes: 0, cdReadBytes: 0 };

function driveBytes(drives: z.infer<typeof BlockStats>): Omit<MachineUsage, 'cpuMs'> {
  const disk = drives.find(({ qdev }) => qdev.split('/').includes('disk'));
  const cds = drives.filter(({ qdev }) => /^cd\d$/.test(qdev));
  return {
    diskReadBytes: disk?.stats.rd_bytes ?? 0,
    diskWrittenBytes: disk?.stats.wr_bytes ?? 0,
    cdReadBytes: cds.reduce((sum, { stats }) => sum + stats.rd_bytes, 0),
  };
}
