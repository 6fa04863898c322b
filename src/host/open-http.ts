import { once } from 'node:events';
import got, { type Request } from 'got';
import { getProxyForUrl } from 'proxy-from-env';

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
  readonly body: AsyncIterable<Uint8Array>;
};

/**
 * Asks a server for a file, through a proxy where `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say so. Any
 * status is an answer, redirects are followed. Rejects with got's errors, which have a `code`.
 */
export async function openHttp({ url, headers, patienceMs, signal }: HttpRequest): Promise<HttpAnswer> {
  const stream = got.stream(url, {
    headers: { 'user-agent': 'goldpane', 'accept-encoding': 'identity', ...headers },
    decompress: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    timeout: { connect: patienceMs, response: patienceMs },
    agent: await agentsFor(url),
    hooks: {
      beforeRedirect: [
        async (options) => {
          options.agent = await agentsFor(String(options.url));
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
    return { status: response.statusCode, url: response.url, header, body: stream, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Most have no proxy: the agents are imported for those who do. */
async function agentsFor(url: string) {
  const proxy = getProxyForUrl(url);
  if (proxy === '') return {};
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ]);
  return { http: new HttpProxyAgent(proxy), https: new HttpsProxyAgent(proxy) };
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
