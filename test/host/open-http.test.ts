import { expect, test, vi } from 'vitest';
import { openHttp } from '../../src/host/open-http.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import { proxyServer } from '../helpers/proxy-server.ts';

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
