import { type HostCheck, pass, rootFix, warn } from '../host-check.ts';

/** The clock of this host. */
export type ClockFacts = {
  /** ISO 8601. */
  readonly now: string;
  /** What systemd says; absent where nobody knows. */
  readonly isSynchronised?: boolean | undefined;
};

/** goldpane was written after this. */
const earliest = '2026-11-01';

/** The clock: guests take it over. */
export function checkClock({ now, isSynchronised }: ClockFacts): readonly HostCheck[] {
  const why = 'guests take it over: certificates, licence periods and scheduled tasks go by it';
  if (now < earliest) {
    const found = `it is ${now.slice(0, 10)} here`;
    return [warn('clock', { id: 'GP-HOST-CLOCK', found, why, ...rootFix('timedatectl', 'set-ntp', 'true') })];
  }
  if (isSynchronised === false) {
    const found = 'it is not synchronised';
    return [warn('clock', { id: 'GP-HOST-CLOCK', found, why, ...rootFix('timedatectl', 'set-ntp', 'true') })];
  }
  return [pass('clock', `${now.slice(0, 16).replace('T', ' ')} UTC`)];
}
