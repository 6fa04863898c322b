import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What a server does with one request. It answers as a good server would unless told otherwise. */
export type Behaviour = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Ends the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Sends no more after so many bytes, and keeps the connection. */
  readonly stallAfter?: number;
  /** Sends so many bytes at a time, every 20 ms. */
  readonly dripBytes?: number;
  /** Sends so many bytes of what was asked for, as if they were all. */
  readonly sendsOnly?: number;
  readonly ignoresRanges?: boolean;
  /** What it says its length is. */
  readonly claimsBytes?: number;
  readonly hidesLength?: boolean;
  /** Says nothing that tells one file at its address from another. */
  readonly hidesTag?: boolean;
  readonly redirect?: string;
};

/** A request as the server saw it. */
export type SeenRequest = {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  readonly at: number;
};

/**
 * A server on loopback that misbehaves on demand: the nth request gets the nth behaviour, later ones the last. With
 * `tls` it speaks HTTPS.
 */
export async function misbehavingServer(
  file: Buffer,
  behaviours: readonly Behaviour[] = [{}],
  tls?: { readonly key: Buffer; readonly cert: Buffer },
) {
  const requests: SeenRequest[] = [];
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { range, authorization } = request.headers;
    requests.push({ path: request.url ?? '', range, authorization, at: performance.now() });
    const behaviour = behaviours[requests.length - 1] ?? behaviours.at(-1) ?? {};
    answer(file, behaviour, request, response);
  };
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (path = '/file.iso') => `http://127.0.0.1:${port}${path}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(file: Buffer, behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, redirect, claimsBytes, ignoresRanges } = behaviour;
  if (redirect !== undefined) {
    response.writeHead(302, { location: redirect }).end();
    return;
  }
  const whole = behaviour.body ?? file;
  const tag = `"${createHash('sha1').update(whole).digest('hex')}"`;
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const isSame = (request.headers['if-range'] ?? tag) === tag;
  const isPart = from > 0 && isSame && !ignoresRanges && status === undefined;
  if (isPart && from >= whole.length) {
    response.writeHead(416).end();
    return;
  }
  const body = whole.subarray(isPart ? from : 0).subarray(0, behaviour.sendsOnly);
  response.writeHead(status ?? (isPart ? 206 : 200), {
    ...(behaviour.hidesTag ? {} : { etag: tag }),
    ...(behaviour.hidesLength ? {} : { 'content-length': String(claimsBytes ?? body.length) }),
    ...(isPart ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
    ...headers,
  });
  send(body, behaviour, response);
}

function send(
  body: Buffer,
  { cutAfter, stallAfter, dripBytes, claimsBytes }: Behaviour,
  response: ServerResponse,
): void {
  if (cutAfter !== undefined) {
    response.write(body.subarray(0, cutAfter), () => response.destroy());
    return;
  }
  if (stallAfter !== undefined) {
    response.write(body.subarray(0, stallAfter));
    return;
  }
  if (dripBytes !== undefined) {
    let sent = 0;
    const timer = setInterval(() => {
      response.write(body.subarray(sent, sent + dripBytes));
      sent += dripBytes;
      if (sent >= body.length) clearInterval(timer);
    }, 20);
    response.on('close', () => clearInterval(timer));
    return;
  }
  if (claimsBytes !== undefined && claimsBytes > body.length) {
    response.write(body, () => response.destroy());
    return;
  }
  response.end(body);
}
