import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectUnix } from '../../src/host/socket.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

function socketPath(): string {
  return join(temporaryDirectory(), 's');
}

test('connectUnix() waits for a listener that comes later', async () => {
  const path = socketPath();
  const connecting = connectUnix(path);
  const server = createServer((peer) => peer.pipe(peer)).listen(path);

  const connection = await connecting;

  const echoed = new Promise((resolve) => connection.onData((bytes) => resolve(bytes.toString())));
  await connection.write('hello');
  expect(await echoed).toBe('hello');
  connection.close();
  await connection.closed;
  server.close();
});

test('connectUnix() gives up at once when the listener is dead', async () => {
  const path = socketPath();

  await expect(connectUnix(path, { alive: () => false, timeoutMs: 60_000 })).rejects.toMatchObject({
    code: 'GP-MACHINE-START',
  });
});
