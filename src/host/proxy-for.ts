import { getProxyForUrl } from 'proxy-from-env';
import { GoldpaneError } from '../base/errors.ts';
import { environment } from './environment.ts';

/**
 * The proxy through which an address is asked, with its credentials, as `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and
 * `NO_PROXY` say, in capitals or not. Throws `GP-CONFIG-INVALID` for one that speaks no HTTP.
 */
export function proxyFor(url: string): URL | undefined {
  const named = getProxyForUrl(url);
  if (named === '') return undefined;
  const proxy = URL.parse(named.startsWith('https://') ? withoutGuess(named) : named);
  if (proxy !== null && /^https?:$/.test(proxy.protocol)) return proxy;
  // The value may hold a password.
  throw new GoldpaneError('GP-CONFIG-INVALID', 'The environment names a proxy that goldpane cannot use', {
    hint: 'HTTP_PROXY, HTTPS_PROXY and ALL_PROXY name an HTTP proxy, such as http://proxy.example:3128',
  });
}

/** proxy-from-env gives a proxy without a scheme that of the address; curl and others mean HTTP. */
function withoutGuess(named: string): string {
  const bare = named.slice('https://'.length);
  const isGuess = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].some((name) => environment(name) === bare);
  return isGuess ? `http://${bare}` : named;
}
