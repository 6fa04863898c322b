import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** What a proxy does with the requests that it gets. */
type ProxyOptions = {
  /** `NAME:PASSWORD` that it wants to be given. */
  readonly credentials?: string;
  /** Where every host lies in truth: a port on loopback. */
  readonly leadsTo?: number;
  /** Connects to nothing and answers with this status. */
  readonly refuses?: number;
};

/** A proxy on loopback that remembers what it was asked for. It connects for HTTPS, and answers HTTP itself. */
export async function proxyServer({ credentials, leadsTo, refuses }: ProxyOptions = {}) {
  const asked: string[] = [];
  const statusFor = ({ headers }: IncomingMessage) => {
    const wanted = `Basic ${Buffer.from(credentials ?? '').toString('base64')}`;
    if (credentials !== undefined && headers['proxy-authorization'] !== wanted) return 407;
    return refuses ?? 200;
  };
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(statusFor(request)).end('through the proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const status = statusFor(request);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(leadsTo ?? Number(port), leadsTo === undefined ? host : '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, host, url: `http://${host}`, [Symbol.asyncDispose]: async () => void server.close() };
}
