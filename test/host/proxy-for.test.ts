import { expect, test, vi } from 'vitest';
import type { GoldpaneError } from '../../src/base/errors.ts';
import { proxyFor } from '../../src/host/proxy-for.ts';

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

  expect(proxyFor(url)?.href).toBe(isUsed ? 'http://name:secret@proxy.example:3128/' : undefined);
  vi.stubEnv('no_proxy', '.invalid,127.0.0.1');
  expect(proxyFor(url)).toBeUndefined();
});

test.for([
  { value: 'proxy.example:3128', href: 'http://proxy.example:3128/', reason: 'without a scheme' },
  { value: 'name:secret@proxy.example:3128', href: 'http://name:secret@proxy.example:3128/', reason: 'with a name' },
  { value: 'https://proxy.example:3129', href: 'https://proxy.example:3129/', reason: 'that speaks TLS itself' },
])('a proxy $reason', ({ value, href }) => {
  vi.stubEnv('HTTPS_PROXY', value);

  expect(proxyFor('https://vendor.invalid/x')?.href).toBe(href);
});

test.for(['socks5://name:secret@proxy.example:1080', 'http://name:secret@:::'])('%s is refused, not shown', (value) => {
  vi.stubEnv('HTTPS_PROXY', value);

  let error: GoldpaneError | undefined;
  try {
    proxyFor('https://vendor.invalid/x');
  } catch (thrown) {
    error = thrown as GoldpaneError;
  }
  expect(error?.code).toBe('GP-CONFIG-INVALID');
  expect(`${error?.message} ${error?.hint}`).not.toMatch('secret');
});
