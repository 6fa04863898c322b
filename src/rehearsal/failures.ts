/** What the rehearsal guest can play wrong, each with one sentence. `guest-scripts/rehearsal/guest/lib/failures.sh` plays them. */
export const rehearsalFailures = {
  'hang-setup': 'Setup stands still after its first commands: no line, no processor time',
  'spin-setup': 'Setup stands still after its first commands and uses a whole processor',
  'panic-setup': 'the guest crashes during Setup, which pvpanic reports',
  'panic-os': 'the installed system crashes at every start',
  'reboot-loop': 'Setup restarts again and again before it touches the disk',
  'reboot-loop-os': 'the installed system restarts again and again',
  'garbage-com1': '64 KiB of random bytes on COM1, in Setup and at every start of the system; the rest goes well',
  'silent-stop': 'Setup stops with a dialog that only the screen shows',
  'shutdown-early': 'the guest powers off in the middle of the installation',
  'no-agent': 'the guest agent never answers, though the scripts say that it is ready',
  'agent-dies': 'the guest agent is killed a second after a step started and comes back three seconds later',
  'agent-gone': 'the guest agent is killed a second after a step started and stays away',
  'no-shutdown': 'the guest ignores every request to power off',
  'disk-full-guest': 'drive C: is full from the moment a step starts',
} as const satisfies Readonly<Record<string, string>>;

/** Name of a failure, as `rehearsal.fail` of a recipe and fw_cfg `opt/goldpane/rehearsal-fail` take it. */
export type RehearsalFailure = keyof typeof rehearsalFailures;

/** True when the rehearsal guest can play `name`. */
export function isRehearsalFailure(name: string): name is RehearsalFailure {
  return Object.hasOwn(rehearsalFailures, name);
}
