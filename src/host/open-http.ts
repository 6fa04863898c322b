import { once } from 'node:events';
import got, { type Agents, type Request } from 'got';
import { proxyFor } from './proxy-for.ts';

/** What to ask a server for. */
export type HttpRequest = {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long a connection, and then the beginning of an answer, may take. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
};

/** The beginning of a server's answer; its body is read as far as wanted. */
export type HttpAnswer = AsyncDisposable & {
  readonly status: number;
  /** The address that answered, after redirects. */
  readonly url: string;
  readonly header: (name: string) => string | undefined;
  /** The proxy, as HOST:PORT, when it has answered in place of the server: it refuses, or wants credentials. */
  readonly refusedBy?: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
};

/**
 * Asks a server for a file, through a proxy where the environment says so. Any status is an answer, redirects are
 * followed. Rejects with got's errors, which have a `code`, and what `proxyFor` throws.
 */
export async function openHttp({ url, headers, patienceMs, signal }: HttpRequest): Promise<HttpAnswer> {
  const route = await routeTo(url);
  const stream = got.stream(url, {
    headers: { 'user-agent': 'goldpane', 'accept-encoding': 'identity', ...headers },
    decompress: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    timeout: { connect: patienceMs, response: patienceMs },
    agent: route.agents,
    hooks: {
      beforeRedirect: [
        async (options) => {
          Object.assign(route, await routeTo(String(options.url)));
          options.agent = route.agents;
        },
      ],
    },
    ...(signal ? { signal } : {}),
  });
  // An error is seen by whoever waits for the answer or reads the body, and by nobody once it is disposed.
  stream.on('error', () => undefined);
  const dispose = async () => void stream.destroy();
  try {
    const [response] = (await once(stream, 'response')) as [NonNullable<Request['response']>];
    const header = (name: string) => firstOf(response.headers[name]);
    const { statusCode: status, url: from } = response;
    const refusedBy = route.isRefused() || status === 407 ? route.proxy : undefined;
    return { status, url: from, header, refusedBy, body: stream, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** How an address is asked. */
type Route = {
  readonly agents: Agents;
  readonly proxy: string | undefined;
  /** True once the proxy has refused to connect to the server. */
  readonly isRefused: () => boolean;
};

/** Most have no proxy: the agents are imported for those who do. */
async function routeTo(url: string): Promise<Route> {
  const proxy = proxyFor(url);
  if (proxy === undefined) return { agents: {}, proxy: undefined, isRefused: () => false };
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ]);
  const https = new HttpsProxyAgent(proxy);
  let isRefused = false;
  https.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
    isRefused = statusCode !== 200;
  });
  return { agents: { http: new HttpProxyAgent(proxy), https }, proxy: proxy.host, isRefused: () => isRefused };
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
