/** Why a source did not give the file, and what may be tried: it again, or the next source alone. */
export class FetchProblem extends Error {
  override readonly name = 'FetchProblem';
  readonly next: 'again' | 'other-source';
  /** What the server asked to wait before it is asked again. */
  readonly waitMs: number | undefined;

  constructor(message: string, options: { next: FetchProblem['next']; waitMs?: number | undefined; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.next = options.next;
    this.waitMs = options.waitMs;
  }
}

/** What a status other than success means. `hasServed`: this address has given bytes of this file before. */
export function statusProblem(status: number, retryAfter: string | undefined, hasServed: boolean): FetchProblem {
  if (status === 429 || status === 503) {
    return new FetchProblem(`it asks to be left alone for now (HTTP ${status})`, {
      next: 'again',
      waitMs: retryAfterMs(retryAfter),
    });
  }
  if (status >= 500) return new FetchProblem(`the server failed (HTTP ${status})`, { next: 'again' });
  return new FetchProblem(refusal(status, hasServed), { next: 'other-source' });
}

/** What it means that a proxy answers in place of the server. */
export function proxyProblem(status: number, proxy: string): FetchProblem {
  const found =
    status === 407
      ? `wants a name and a password (HTTP 407): give them in the proxy's variable, as http://NAME:PASSWORD@${proxy}`
      : `does not connect to it (HTTP ${status})`;
  return new FetchProblem(`the proxy ${proxy} ${found}`, { next: status >= 500 ? 'again' : 'other-source' });
}

function refusal(status: number, hasServed: boolean): string {
  if (status === 404 || status === 410) return `it has no such file any more (HTTP ${status})`;
  if (status !== 401 && status !== 403) return `it does not give the file (HTTP ${status})`;
  // A signed link works for some hours, and then no more.
  if (hasServed) return `it has given a part and now refuses (HTTP ${status}): the link has expired`;
  return `it refuses (HTTP ${status}): it does not serve programs or this address, or the link has expired`;
}

/** `Retry-After` is a number of seconds or a date. Source: RFC 9110, 10.2.3 */
export function retryAfterMs(value: string | undefined, nowMs = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
