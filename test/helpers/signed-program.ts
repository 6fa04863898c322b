import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The shape of a UEFI program that these authorities have signed, one entry in its certificate table for each. It has
 * no code, and what is signed is not its digest: readers of names need neither.
 */
export function signedProgram(authorities: readonly string[]): Buffer {
  const head = Buffer.alloc(512);
  head.write('MZ');
  head.writeUInt32LE(64, 60);
  head.write('PE\0\0', 64, 'latin1');
  head.writeUInt16LE(0x20b, 88);
  const table = Buffer.concat(authorities.map(tableEntry));
  head.writeUInt32LE(head.length, 88 + 112 + 32);
  head.writeUInt32LE(table.length, 88 + 112 + 36);
  return Buffer.concat([head, table]);
}

function tableEntry(authority: string): Buffer {
  const signature = signature7(authority);
  const entry = Buffer.alloc((8 + signature.length + 7) & ~7);
  entry.writeUInt32LE(8 + signature.length, 0);
  entry.writeUInt16LE(0x0200, 4);
  entry.writeUInt16LE(2, 6);
  signature.copy(entry, 8);
  return entry;
}

/** PKCS #7 by a signer of the authority, with both certificates in it. */
function signature7(authority: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'sign-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  const key = (name: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', name];
  try {
    writeFileSync(join(directory, 'content'), 'x');
    openssl('req', '-x509', ...key('ca.key'), '-subj', `/C=US/O=Stand-in/CN=${authority}`, '-out', 'ca.pem');
    openssl('req', ...key('own.key'), '-subj', '/C=US/O=Stand-in/CN=Microsoft Windows', '-out', 'own.csr');
    openssl('x509', '-req', '-in', 'own.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-out', 'own.pem');
    const signer = ['-signer', 'own.pem', '-inkey', 'own.key', '-certfile', 'ca.pem'];
    openssl('cms', '-sign', '-binary', '-nodetach', ...signer, '-in', 'content', '-outform', 'DER', '-out', 'out.der');
    return readFileSync(join(directory, 'out.der'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
