import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, connectUnix } from '../../src/host/socket.ts';

/** A connection and the other end of it. */
export type SocketPair = AsyncDisposable & {
  readonly connection: Connection;
  readonly peer: Socket;
  /** The next line that reaches the peer. */
  readonly nextLine: () => Promise<string>;
};

/** Two connected ends of a unix socket; a test plays the peer. */
export async function socketPair(): Promise<SocketPair> {
  const directory = await mkdtemp(join(tmpdir(), 'pair-'));
  const path = join(directory, 'socket');
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer(accepted.resolve).listen(path);
  const connection = await connectUnix(path);
  const peer = await accepted.promise;
  const lines = linesOf(peer);
  const nextLine = async () => {
    const { value } = await lines.next();
    return value ?? '';
  };
  const dispose = async () => {
    connection.close();
    peer.destroy();
    server.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { connection, peer, nextLine, [Symbol.asyncDispose]: dispose };
}

async function* linesOf(socket: Socket): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    const lines = `${rest}${(bytes as Buffer).toString('latin1')}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
