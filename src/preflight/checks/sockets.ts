import { fail, type HostCheck, pass } from '../host-check.ts';

/** Where sockets would lie, or why they cannot. */
export type SocketFacts = { readonly directory: string } | { readonly problem: string; readonly remedy: string };

/** Sockets: a private directory with a path short enough. */
export function checkSockets(facts: SocketFacts): readonly HostCheck[] {
  if ('directory' in facts) return [pass('sockets', facts.directory)];
  const { problem: found, remedy } = facts;
  const why = 'QEMU, the TPM and goldpane talk through sockets, whose paths have at most 107 bytes';
  return [fail('sockets', { id: 'GP-HOST-SOCKET-PATH', found, why, remedy })];
}
