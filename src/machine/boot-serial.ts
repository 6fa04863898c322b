import { join } from 'node:path';
import type { EmitEvent } from '../base/events.ts';
import type { GuestLine } from '../base/guest-channel.ts';
import type { Nonce } from '../base/ids.ts';
import type { Secret } from '../base/secret.ts';
import { openLog } from '../host/byte-files.ts';
import { delay } from '../host/clock.ts';
import type { Connection } from '../host/socket.ts';
import { serialReader } from './serial.ts';

/** Whose COM1 it is and where its lines go. */
type BootSerialOptions = {
  readonly nonce: Nonce;
  readonly secrets: readonly Secret[];
  readonly directory: string;
  readonly emit: EmitEvent;
};

/** The firmware writes single bytes: a prompt is one that stands this long. */
const partialMs = 30;

/**
 * Turns a boot's COM1 into events and `serial.log`. The result waits for the connection's end, gives out the last
 * line and closes the log.
 */
export function followSerial(connection: Connection, options: BootSerialOptions): Promise<void> {
  const { emit } = options;
  const log = openLog(join(options.directory, 'serial.log'));
  let partial: string | undefined;
  let isWaiting = false;
  const emitPartial = async () => {
    isWaiting = true;
    await delay(partialMs);
    isWaiting = false;
    if (partial !== undefined) emit({ kind: 'guest.line', text: partial, partial: true });
    partial = undefined;
  };
  const onLine = (line: GuestLine) => {
    partial = undefined;
    if (line.kind === 'message') emit({ kind: 'guest.message', message: line.message });
    else if (line.text.trim() !== '') emit({ kind: 'guest.line', text: line.text });
  };
  const onPartial = (text: string) => {
    partial = text;
    if (!isWaiting) void emitPartial();
  };
  const reader = serialReader({ ...options, log: log.write, onLine, onPartial });
  connection.onData(reader.push);
  return connection.closed.then(async () => {
    reader.end();
    await log.close();
  });
}
