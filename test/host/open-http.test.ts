import { expect, test, vi } from 'vitest';
import { openHttp, proxyOf } from '../../src/host/open-http.ts';
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

test.for([
  { variable: 'http_proxy', url: 'http://vendor.invalid/x', isUsed: true },
  { variable: 'HTTP_PROXY', url: 'http://vendor.invalid/x', isUsed: true },
  { variable: 'HTTP_PROXY', url: 'https://vendor.invalid/x', isUsed: false },
  { variable: 'https_proxy', url: 'https://vendor.invalid/x', isUsed: true },
  { variable: 'HTTPS_PROXY', url: 'https://vendor.invalid/x', isUsed: true },
  { variable: 'all_proxy', url: 'https://vendor.invalid/x', isUsed: true },
  { variable: 'ALL_PROXY', url: 'http://vendor.invalid/x', isUsed: true },
  { variable: 'ALL_PROXY', url: 'file:///vendor/x', isUsed: false },
])('$variable for $url: $isUsed', ({ variable, url, isUsed }) => {
  vi.stubEnv(variable, 'http://name:secret@proxy.example:3128');

  expect(proxyOf(url)).toBe(isUsed ? 'proxy.example:3128' : undefined);
  vi.stubEnv('no_proxy', '.invalid,127.0.0.1');
  expect(proxyOf(url)).toBeUndefined();
});
