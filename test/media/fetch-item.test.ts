import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GoldpaneError } from '../../src/base/errors.ts';
import type { EventBody } from '../../src/base/events.ts';
import type { Sha256 } from '../../src/base/ids.ts';
import { fetchItem, type PinnedItem } from '../../src/media/fetch/fetch-item.ts';
import type { FetchOptions } from '../../src/media/fetch/fetch-options.ts';
import { mediaState, readPartialRecord } from '../../src/media/fetch/media-cache.ts';
import { type Behaviour, misbehavingServer } from '../helpers/misbehaving-server.ts';

const mib = 1024 * 1024;
const iso = Buffer.alloc(4 * mib + 17, 'contents ');
iso.write('CD001', 16 * 2048 + 1);
const replaced = Buffer.from(iso);
for (const at of [mib, 3 * mib]) replaced.write('a newer release', at);
const page = Buffer.from('<!doctype html><title>Making sure you are not a bot</title>'.padEnd(3000));
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex') as Sha256;

let directory: string;
let events: EventBody[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fetch item '));
  events = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const cache = {
  cached: (sha256: string) => join(directory, 'sha256', sha256),
  partial: (sha256: string) => join(directory, 'incomplete', sha256),
  mediaLock: (sha256: string) => join(directory, 'locks', sha256),
};
const limits = {
  patienceMs: 2000,
  stallMs: 300,
  stallBytes: 64 * 1024,
  retries: 2,
  firstWaitMs: 5,
  longestWaitMs: 2000,
  totalMs: 60_000,
};
const options = (more: Partial<FetchOptions> = {}): FetchOptions => ({
  cache,
  limits,
  emit: (event) => events.push(event),
  ...more,
});
const item = (...sources: readonly string[]): PinnedItem => ({
  id: 'win11',
  kind: 'windows',
  file: 'win11.iso',
  page: 'https://vendor.example/download',
  sources,
  sha256: digest(iso),
  sizeBytes: iso.length,
});
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => 'done',
    (error: GoldpaneError) => ({ code: error.code, message: error.message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST') }),
  );
const kept = () => ({
  cached: existsSync(join(directory, 'sha256')) ? readdirSync(join(directory, 'sha256')) : [],
  incomplete: readdirSync(join(directory, 'incomplete')),
});
const notes = () => events.flatMap((event) => (event.kind === 'note' ? [event.text] : []));

/** Fetches from a server that behaves like this. */
async function fetchFrom(behaviours: readonly Behaviour[], more: Partial<FetchOptions> = {}) {
  await using server = await misbehavingServer(iso, behaviours);
  const outcome = await failure(fetchItem(item(server.url()), options(more)));
  return { outcome, ranges: server.requests.map(({ range }) => range), requests: server.requests };
}

describe('fetchItem()', () => {
  test('fetches once, keeps the file read-only under its digest, and finds it there afterwards', async () => {
    await using server = await misbehavingServer(iso);
    const wanted = item(server.url());

    const first = await fetchItem(wanted, options());
    const second = await fetchItem(wanted, options());

    const path = cache.cached(wanted.sha256);
    expect(first).toEqual({ path, sha256: wanted.sha256, sizeBytes: iso.length, source: server.url() });
    expect(second).toEqual({ path, sha256: wanted.sha256, sizeBytes: iso.length });
    expect(server.requests.length).toBe(1);
    expect(readFileSync(path).equals(iso)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o444);
    expect(kept()).toEqual({ cached: [wanted.sha256, `${wanted.sha256}.json`], incomplete: [] });
    for (const work of ['fetch:win11', 'verify:win11']) {
      expect(events.findLast((event) => event.kind === 'work.progress' && event.work === work)).toEqual({
        ...{ kind: 'work.progress', work, done: iso.length, total: iso.length, unit: 'bytes' },
      });
    }
  });

  test.for([
    {
      reason: 'says HTML',
      behaviour: { body: page, headers: { 'content-type': 'text/html' } },
      found: 'it sent a web page in place of the file',
    },
    {
      reason: 'says nothing of HTML',
      behaviour: { body: page, hidesLength: true },
      found: 'what it sent cannot be the file: it is a web page, not the file',
    },
    {
      reason: 'is of another size',
      behaviour: { body: page },
      found: `its file has 3000 bytes, and ${iso.length} are pinned`,
    },
    {
      reason: 'is no ISO',
      behaviour: { body: Buffer.alloc(iso.length, 1) },
      found: 'what it sent cannot be the file: it is no ISO: it has neither ISO 9660 nor UDF',
    },
  ])('A1: a page in place of the ISO, with status 200, which $reason', async ({ behaviour, found }) => {
    const { outcome, ranges } = await fetchFrom([behaviour]);

    expect(outcome).toEqual({
      code: 'GP-MEDIA-FETCH',
      message: `win11 could not be fetched: http://HOST/file.iso: ${found}`,
    });
    expect(ranges).toEqual([undefined]);
    expect((await mediaState(cache, digest(iso))).bytes).toBe(0);
    expect(kept().cached).toEqual([]);
  });

  test('A2: cut connections are resumed where they broke, and nothing unverified gets its name', async () => {
    const { outcome, ranges } = await fetchFrom([{ cutAfter: mib }, { cutAfter: 2 * mib }, {}]);

    expect(outcome).toBe('done');
    expect(ranges[0]).toBeUndefined();
    expect(ranges.length).toBe(3);
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=\d+-$/);
    expect(readFileSync(cache.cached(digest(iso))).equals(iso)).toBe(true);
  });

  test('A2: what a cut left is no file of the cache, and is resumed by the next call', async () => {
    const cut = await fetchFrom([{ cutAfter: 3 * mib }, { cutAfter: 10 }]);
    const left = await mediaState(cache, digest(iso));
    const again = await fetchFrom([{}]);

    expect(cut.outcome).toMatchObject({ code: 'GP-MEDIA-FETCH' });
    expect(left.state).toBe('incomplete');
    expect(left.bytes).toBeGreaterThan(mib);
    expect(notes()).toContain(`win11: ${(left.bytes / mib).toFixed(1)} MiB are here already`);
    expect(again).toMatchObject({ outcome: 'done', ranges: [`bytes=${left.bytes}-`] });
  });

  test('A3: a server that ignores ranges is read from the beginning', async () => {
    const { outcome, ranges } = await fetchFrom([{ cutAfter: 2 * mib }, { ignoresRanges: true }]);

    expect(outcome).toBe('done');
    expect(ranges[1]).toMatch(/^bytes=/);
    expect(readFileSync(cache.cached(digest(iso))).equals(iso)).toBe(true);
  });

  test.for([
    {
      status: 403,
      asked: 1,
      found: 'it refuses (HTTP 403): it does not serve programs or this address, or the link has expired',
    },
    { status: 404, asked: 1, found: 'it has no such file any more (HTTP 404)' },
    { status: 500, asked: 3, found: 'the server failed (HTTP 500)' },
    { status: 429, asked: 3, found: 'it asks to be left alone for now (HTTP 429)' },
    { status: 503, asked: 3, found: 'it asks to be left alone for now (HTTP 503)' },
  ])(
    'A4: HTTP $status is not hammered: asked $asked times, then the manual route',
    async ({ status, asked, found }) => {
      await using server = await misbehavingServer(iso, [{ status, body: page }]);

      const error = await fetchItem(item(server.url()), options()).catch((thrown: GoldpaneError) => thrown);

      expect(error).toMatchObject({
        code: 'GP-MEDIA-FETCH',
        message: `win11 could not be fetched: ${server.url()}: ${found}`,
        hint: `Get win11.iso (${iso.length} bytes, SHA-256 ${digest(iso)}) with a browser from https://vendor.example/download, then: goldpane import media win11.iso`,
      });
      expect(server.requests.length).toBe(asked);
    },
  );

  test('A4: Retry-After is waited for, and a server that wants longer is left', async () => {
    const obeyed = await fetchFrom([{ status: 429, headers: { 'retry-after': '1' } }, {}]);
    rmSync(join(directory, 'sha256'), { recursive: true });
    const soon = new Date(Date.now() + 2000).toUTCString();
    const dated = await fetchFrom([{ status: 503, headers: { 'retry-after': soon } }, {}]);
    rmSync(join(directory, 'sha256'), { recursive: true });
    const left = await fetchFrom([{ status: 503, headers: { 'retry-after': '3600' } }, {}]);

    expect(obeyed.outcome).toBe('done');
    expect((obeyed.requests[1]?.at ?? 0) - (obeyed.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
    // A date has whole seconds.
    expect((dated.requests[1]?.at ?? 0) - (dated.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(900);
    expect(left.outcome).toMatchObject({ code: 'GP-MEDIA-FETCH' });
    expect(left.requests.length).toBe(1);
  });

  test('A5: a link that worked and now refuses has expired', async () => {
    const { outcome, ranges } = await fetchFrom([{ cutAfter: mib }, { status: 403, body: page }]);

    expect(outcome).toMatchObject({
      message:
        'win11 could not be fetched: http://HOST/file.iso: it has given a part and now refuses (HTTP 403): the link has expired',
    });
    expect(ranges.length).toBe(2);
  });

  test('A6: a file that was replaced fails with both digests and is not kept', async () => {
    const { outcome } = await fetchFrom([{ body: replaced }]);

    expect(outcome).toMatchObject({
      code: 'GP-MEDIA-HASH',
      message: `win11 has SHA-256 ${digest(replaced)} at its source, and ${digest(iso)} is pinned (http://HOST/file.iso: it has other bytes)`,
    });
    expect(kept()).toEqual({ cached: [], incomplete: [] });
  });

  test('A6: --accept-new-hash keeps the new file under its own digest', async () => {
    await using server = await misbehavingServer(replaced);

    const fetched = await fetchItem(item(server.url()), options({ acceptNewHash: true }));

    expect(fetched).toMatchObject({ sha256: digest(replaced), path: cache.cached(digest(replaced)) });
  });

  test('A6: a file that changes between two parts comes again from its beginning', async () => {
    const { outcome } = await fetchFrom([{ body: replaced, cutAfter: 2 * mib }, {}]);

    expect(outcome).toBe('done');
    expect(readFileSync(cache.cached(digest(iso))).equals(iso)).toBe(true);
  });

  test('A6: parts of two files at an address that does not tell them apart are not taken for a new file', async () => {
    const hidesTag = true;
    await fetchFrom([{ cutAfter: 2 * mib, hidesTag }, { status: 404 }]);
    const left = (await mediaState(cache, digest(iso))).bytes;
    await using server = await misbehavingServer(replaced, [{ hidesTag }]);

    const fetched = await fetchItem(item(server.url()), options({ acceptNewHash: true }));

    expect(left).toBeGreaterThan(mib);
    expect(server.requests.map(({ range }) => range)).toEqual([`bytes=${left}-`, undefined]);
    expect(fetched.sha256).toBe(digest(replaced));
  });

  test('A6: a file that changes whenever it is cut is given up, without a digest that nobody has', async () => {
    const [first, rest] = [{ body: replaced, cutAfter: 2 * mib, hidesTag: true }, { hidesTag: true }];
    const { outcome, ranges } = await fetchFrom([first, rest, first, rest]);

    expect(outcome).toEqual({
      code: 'GP-MEDIA-FETCH',
      message:
        'win11 could not be fetched: http://HOST/file.iso: it has other bytes, which came in parts and may be of several files',
    });
    expect(ranges.length).toBe(4);
    expect(kept()).toEqual({ cached: [], incomplete: [] });
  });

  test('A6: a part of another file in front of the right one is thrown away', async () => {
    const junk = Buffer.alloc(mib, 7);
    await fetchFrom([{ status: 404 }]);
    writeFileSync(cache.partial(digest(iso)), junk);

    const { outcome, ranges } = await fetchFrom([{}]);

    expect(outcome).toBe('done');
    expect(ranges).toEqual([`bytes=${mib}-`, undefined]);
  });

  test('A7: every source is told, and a mirror is taken only for the same bytes', async () => {
    await using bad = await misbehavingServer(iso, [{ status: 404 }]);
    await using wrong = await misbehavingServer(replaced);
    await using mirror = await misbehavingServer(iso);
    await using front = await misbehavingServer(iso, [{ redirect: mirror.url('/moved.iso?signature=secret') }]);

    const fetched = await fetchItem(item(bad.url(), wrong.url(), front.url()), options());

    expect(fetched.source).toBe(front.url());
    expect(notes()).toEqual([
      `win11 from ${bad.url()}`,
      `win11: ${bad.url()}: it has no such file any more (HTTP 404)`,
      `win11 from ${wrong.url()}`,
      `win11: ${wrong.url()}: it has other bytes`,
      `win11 from ${front.url()}`,
      `win11: ${front.url()} leads to ${mirror.url('/moved.iso')}?…`,
    ]);
  });

  test('A8: a fetch that is cancelled says that it is incomplete, and the next one resumes it', async () => {
    const abort = new AbortController();
    await using server = await misbehavingServer(iso, [{ stallAfter: 2 * mib }]);
    const emit = (event: EventBody) => {
      if (event.kind === 'work.progress') abort.abort();
    };

    const outcome = await failure(fetchItem(item(server.url()), options({ emit, signal: abort.signal })));
    const left = await mediaState(cache, digest(iso));
    const record = await readPartialRecord(cache.partial(digest(iso)));
    const again = await fetchFrom([{}]);

    expect(outcome).toMatchObject({ code: 'GP-CANCELLED' });
    expect(left.state).toBe('incomplete');
    expect(record).toMatchObject({ id: 'win11', source: server.url(), sizeBytes: iso.length });
    expect(again).toMatchObject({ outcome: 'done', ranges: [`bytes=${left.bytes}-`] });
  });

  test.for([
    { reason: 'goes silent', behaviour: { stallAfter: mib } },
    { reason: 'drips', behaviour: { dripBytes: 100 } },
  ])('a server that $reason is left and asked again', async ({ behaviour }) => {
    const { outcome, ranges } = await fetchFrom([behaviour, {}]);

    expect(outcome).toBe('done');
    expect(ranges.length).toBe(2);
    expect(notes().some((text) => /^win11: only \d+ bytes came in 0\.3 s; asking again$/.test(text))).toBe(true);
  });

  test('a server that is never done is left after the total time, and what came is resumed', async () => {
    const slow = { ...limits, totalMs: 400 };
    const first = await fetchFrom([{ dripBytes: 64 * 1024 }], { limits: slow });
    const left = await mediaState(cache, digest(iso));
    const again = await fetchFrom([{}]);

    expect(first.outcome).toEqual({
      code: 'GP-MEDIA-FETCH',
      message: expect.stringMatching(
        /^win11 was not fetched within 0 min: [0-3]\.\d MiB of 4\.0 MiB are here, came at \d+ KiB\/s$/,
      ),
    });
    expect(left.state).toBe('incomplete');
    expect(left.bytes).toBeGreaterThan(0);
    expect(again).toMatchObject({ outcome: 'done', ranges: [`bytes=${left.bytes}-`] });
  });

  test('the total time is one for all sources and waits', async () => {
    await using first = await misbehavingServer(iso, [{ status: 503, headers: { 'retry-after': '2' } }]);
    await using second = await misbehavingServer(iso);

    const outcome = await failure(
      fetchItem(item(first.url(), second.url()), options({ limits: { ...limits, totalMs: 200 } })),
    );

    expect(outcome).toMatchObject({
      code: 'GP-MEDIA-FETCH',
      message: expect.stringMatching(/^win11 was not fetched within/),
    });
    expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
  });

  test('credentials in an address are used and written nowhere', async () => {
    await using server = await misbehavingServer(iso, [{ cutAfter: mib }, {}]);
    const source = server.url().replace('http://', 'http://someone:secret@');

    const fetched = await fetchItem(item(source), options());

    const record = readFileSync(`${fetched.path}.json`, 'utf8');
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(
      Array(2).fill(`Basic ${Buffer.from('someone:secret').toString('base64')}`),
    );
    expect(fetched.source).toBe(server.url());
    expect(`${JSON.stringify(events)} ${record}`).not.toMatch('secret');
  });

  test('a server that lies about its length is found out', async () => {
    const long = await fetchFrom([{ claimsBytes: iso.length + 5 }]);
    const short = await fetchFrom([{ claimsBytes: 1000 }]);

    expect(long.outcome).toMatchObject({ message: expect.stringContaining(`its file has ${iso.length + 5} bytes`) });
    expect(short.outcome).toMatchObject({ message: expect.stringContaining('its file has 1000 bytes') });
  });

  test('a part that is shorter than it was said to be is no end', async () => {
    const { outcome, ranges } = await fetchFrom([{ cutAfter: mib }, { sendsOnly: 2 * mib }, {}]);

    expect(outcome).toBe('done');
    expect(ranges.length).toBe(3);
    expect(notes()).toContainEqual(expect.stringMatching(/^win11: it ended after \d+ of 4194321 bytes; asking again$/));
  });

  test('a source may be a path or a file: address; the file there is copied, never linked', async () => {
    const own = join(directory, 'my own.iso');
    writeFileSync(own, iso);

    const fetched = await fetchItem(item(join(directory, 'missing.iso'), own), options());
    writeFileSync(own, 'changed later');

    expect(readFileSync(fetched.path).equals(iso)).toBe(true);
    expect(statSync(fetched.path).nlink).toBe(1);
  });

  test('G6: a cached file that was damaged is fetched again', async () => {
    await fetchFrom([{}]);
    const path = cache.cached(digest(iso));
    rmSync(path);
    writeFileSync(path, replaced);

    const { outcome } = await fetchFrom([{}]);

    expect(outcome).toBe('done');
    expect(readFileSync(path).equals(iso)).toBe(true);
  });

  test('two fetches of one file at the same time ask the server once', async () => {
    await using server = await misbehavingServer(iso);

    const both = await Promise.all([1, 2].map(() => fetchItem(item(server.url()), options())));

    expect(both.map(({ source }) => source)).toEqual(expect.arrayContaining([server.url(), undefined]));
    expect(server.requests.length).toBe(1);
  });
});
