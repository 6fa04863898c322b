import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { openHttp } from '../../src/host/open-http.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';

/** A proxy on loopback that remembers what it was asked for. */
async function proxyServer() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('through the proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, url, [Symbol.asyncDispose]: async () => void server.close() };
}

async function textOf(url: string): Promise<string> {
  await using answer = await openHttp({ url, patienceMs: 5000 });
  const parts: Uint8Array[] = [];
  for await (const part of answer.body) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('goes through the proxy that the environment names, but for hosts that it excepts', async () => {
  await using origin = await misbehavingServer(Buffer.from('from the origin'));
  await using proxy = await proxyServer();
  vi.stubEnv('HTTP_PROXY', proxy.url);
  vi.stubEnv('http_proxy', proxy.url);

  expect(await textOf('http://vendor.invalid/file.iso')).toBe('through the proxy');
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  vi.stubEnv('no_proxy', '127.0.0.1');
  expect(await textOf(origin.url())).toBe('from the origin');

  expect(proxy.asked).toEqual(['GET http://vendor.invalid/file.iso']);
});
