import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runGoldpane } from '../cli/run-goldpane.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import { proxyServer } from '../helpers/proxy-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const file = Buffer.alloc(100_000, 'a tool');
const sha256 = createHash('sha256').update(file).digest('hex');

let certificate: { readonly path: string; readonly key: Buffer; readonly cert: Buffer };

/** A certificate for `vendor.invalid` that nobody has signed. */
function makeCertificate(directory: string): typeof certificate {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=vendor.invalid', '-addext', 'subjectAltName=DNS:vendor.invalid'];
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...make, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { path: cert, key: readFileSync(key), cert: readFileSync(cert) };
}

/** All that goldpane has written below a directory. */
function everythingIn(directory: string): string {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return paths.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
}

describe('fetch media over HTTPS through a proxy', () => {
  beforeEach((context) => context.skip(!hasOpenssl, 'openssl, which makes the certificate, is not here'));
  beforeAll(() => {
    if (!hasOpenssl) return;
    const directory = mkdtempSync(join(tmpdir(), 'goldpane-certificate-'));
    certificate = makeCertificate(directory);
    return () => rmSync(directory, { recursive: true });
  });

  /** Fetches the tool of a catalogue that lies at https://vendor.invalid, with these variables. */
  async function fetchTool(variables: Readonly<Record<string, string>>, url = 'https://vendor.invalid/own.bin') {
    const directory = temporaryDirectory();
    const catalogue = join(directory, 'config/goldpane/recipes/catalogue');
    mkdirSync(catalogue, { recursive: true });
    const tool = { id: 'own-tool-1', name: 'own-tool', version: '1', architecture: 'any', file: 'own.bin' };
    writeFileSync(join(catalogue, 'own.yaml'), JSON.stringify({ tools: [{ ...tool, urls: [url], sha256 }] }));
    const home = { XDG_CONFIG_HOME: join(directory, 'config'), XDG_DATA_HOME: join(directory, 'data') };
    const env = { ...home, NODE_EXTRA_CA_CERTS: certificate.path, ...variables };
    const ended = await runGoldpane(['fetch', 'media', 'own-tool-1', '--json'], { env });
    return { ...ended, written: `${ended.stdout}${ended.stderr}${everythingIn(join(directory, 'data'))}` };
  }

  test('says through which proxy, and the proxy sees the host alone', async () => {
    await using server = await misbehavingServer(file, [{}], certificate);
    await using proxy = await proxyServer({ leadsTo: server.port });

    const { exitCode, written } = await fetchTool({ HTTPS_PROXY: proxy.host });

    expect(exitCode).toBe(0);
    expect(proxy.asked).toEqual(['CONNECT vendor.invalid:443']);
    expect(written).toMatch(`own-tool-1 from https://vendor.invalid/own.bin through the proxy ${proxy.host}`);
  });

  test('not for a host that NO_PROXY names', async () => {
    await using server = await misbehavingServer(file, [{}], certificate);
    await using proxy = await proxyServer({ leadsTo: server.port });
    const variables = { HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,.invalid' };

    // Nobody else knows the host.
    const { exitCode, written } = await fetchTool(variables);

    expect(exitCode).toBe(1);
    expect(proxy.asked).toEqual([]);
    expect(written).toMatch('vendor.invalid');
  });

  test('with credentials that are given in the variable, and written nowhere', async () => {
    await using server = await misbehavingServer(file, [{}], certificate);
    await using proxy = await proxyServer({ leadsTo: server.port, credentials: 'someone:s3cret/word' });

    const { exitCode, written } = await fetchTool({
      HTTPS_PROXY: proxy.url.replace('http://', 'http://someone:s3cret%2Fword@'),
    });

    expect(exitCode).toBe(0);
    expect(written).not.toMatch(/s3cret/);
    expect(written).not.toMatch(Buffer.from('someone:s3cret/word').toString('base64'));
  });

  test.for([
    {
      reason: 'that wants credentials and gets none',
      options: { credentials: 'someone:s3cret' },
      auth: '',
      found: /the proxy HOST wants a name and a password \(HTTP 407\): give them in the proxy's variable/,
    },
    {
      reason: 'that wants other credentials',
      options: { credentials: 'someone:s3cret' },
      auth: 'someone:wr0ng@',
      found: /the proxy HOST wants a name and a password \(HTTP 407\)/,
    },
    {
      reason: 'that does not connect',
      options: { refuses: 403 },
      auth: '',
      found: /the proxy HOST does not connect to it \(HTTP 403\)/,
    },
  ])('says so of a proxy $reason', async ({ options, auth, found }) => {
    await using proxy = await proxyServer(options);

    const { exitCode, stdout, written } = await fetchTool({ HTTPS_PROXY: proxy.url.replace('://', `://${auth}`) });

    expect(exitCode).toBe(1);
    expect(stdout.replaceAll(proxy.host, 'HOST')).toMatch(found);
    expect(proxy.asked.length).toBe(1);
    expect(written).not.toMatch(/wr0ng/);
  });

  test('HTTP: a proxy that wants credentials', async () => {
    await using proxy = await proxyServer({ credentials: 'someone:s3cret' });

    const { stdout } = await fetchTool({ HTTP_PROXY: proxy.url }, 'http://vendor.invalid/own.bin');

    expect(stdout).toMatch(`the proxy ${proxy.host} wants a name and a password (HTTP 407)`);
  });

  test('a certificate that nobody vouches for is refused', async () => {
    await using server = await misbehavingServer(file, [{}], certificate);
    await using proxy = await proxyServer({ leadsTo: server.port });

    const { exitCode, stdout } = await fetchTool({ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: '' });

    expect(exitCode).toBe(1);
    expect(stdout).toMatch('self-signed certificate');
    expect(server.requests).toEqual([]);
  });
});
