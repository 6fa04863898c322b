import { now } from '../../host/clock.ts';
import { findTool } from '../../host/find-tool.ts';
import { runTool } from '../../host/run-tool.ts';
import type { ClockFacts } from '../checks/clock.ts';

/** The clock, without a question to anybody. */
export function clockFacts(): ClockFacts {
  return { now: now().toISOString() };
}

/** The clock, and what systemd says of it; in a container nobody answers. Source: timedatectl(1) */
export async function askedClockFacts(signal?: AbortSignal): Promise<ClockFacts> {
  if (!findTool('timedatectl')) return clockFacts();
  const args = ['show', '--property=NTPSynchronized', '--value'];
  const asked = await runTool('timedatectl', args, { signal, timeoutMs: 3000, acceptExitCodes: [0, 1] }).catch(
    () => undefined,
  );
  const answer = asked?.stdout.trim();
  return answer === 'yes' || answer === 'no' ? { ...clockFacts(), isSynchronised: answer === 'yes' } : clockFacts();
}
