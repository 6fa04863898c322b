import { X509Certificate } from 'node:crypto';
import { Constructed, fromBER, Integer, Sequence } from 'asn1js';
import type { ByteSource } from '../../host/byte-source.ts';
import { ImageProblem } from './image-file.ts';

/** One signature of a UEFI program. Firmware takes the program when it trusts one authority of one signature. */
export type PeSignature = {
  /** Common name of the certificate that signed. */
  readonly signer: string;
  /** Common names of the authorities above it, the nearest first, such as `Windows UEFI CA 2023`. */
  readonly authorities: readonly string[];
};

const maxTableBytes = 512 * 1024;
const maxSignatures = 16;
const pkcs7 = 2;

/**
 * Who signed a UEFI program: every entry of its certificate table, because one program can be signed by several
 * authorities. A program without a signature, or what is no program, gives none. Throws `ImageProblem`.
 * Source: PE format, "The Attribute Certificate Table"; RFC 2315, 9.
 */
export async function peSignatures(program: ByteSource): Promise<readonly PeSignature[]> {
  const table = await certificateTable(program);
  const signatures: PeSignature[] = [];
  for (let at = 0; at + 8 < table.length && signatures.length < maxSignatures; ) {
    const length = table.readUInt32LE(at);
    if (length < 8 || at + length > table.length) throw new ImageProblem('its certificate table is damaged');
    if (table.readUInt16LE(at + 6) === pkcs7) signatures.push(...readSignature(table.subarray(at + 8, at + length)));
    at += (length + 7) & ~7;
  }
  return signatures;
}

/** The certificate table: the fifth data directory says where it is and how long. */
async function certificateTable(program: ByteSource): Promise<Buffer> {
  const dos = await program.read(0, 64);
  if (dos.length < 64 || dos.toString('latin1', 0, 2) !== 'MZ') return Buffer.alloc(0);
  const header = await program.read(dos.readUInt32LE(60), 24 + 152);
  if (header.length < 24 + 152 || header.toString('latin1', 0, 4) !== 'PE\0\0') return Buffer.alloc(0);
  const directories = 24 + (header.readUInt16LE(24) === 0x20b ? 112 : 96);
  const [position, length] = [header.readUInt32LE(directories + 32), header.readUInt32LE(directories + 36)];
  if (length === 0) return Buffer.alloc(0);
  if (length > maxTableBytes) throw new ImageProblem('its certificate table is too large');
  const table = await program.read(position, length);
  if (table.length < length) throw new ImageProblem('it is cut off before its certificate table');
  return table;
}

/** SignedData: version, digest algorithms, content, [0] certificates, perhaps [1] revocations, signers. */
function readSignature(der: Buffer): readonly PeSignature[] {
  const signedData = within(within(within(parsed(der))[1])[0]);
  const certificates = signedData
    .filter((part) => part instanceof Constructed && part.idBlock.tagClass === 3 && part.idBlock.tagNumber === 0)
    .flatMap(within)
    .flatMap((part) => (part instanceof Sequence ? [certificateOf(part)] : []));
  return within(signedData.at(-1)).map((signer) => {
    const serial = serialOf(signer);
    const own = certificates.find(({ serialNumber }) => serialNumber === serial);
    if (own === undefined) throw new ImageProblem('a signature lacks the certificate that made it');
    return { signer: commonName(own.subject), authorities: authoritiesOf(own, certificates) };
  });
}

/** asn1js says of most damage that there is no result, and throws at the rest. */
function parsed(der: Buffer): unknown {
  try {
    return fromBER(der).result;
  } catch (error) {
    throw new ImageProblem('a signature cannot be read', { cause: error });
  }
}

/** Names up the chain, as far as its certificates are there. */
function authoritiesOf(own: X509Certificate, certificates: readonly X509Certificate[]): readonly string[] {
  const names: string[] = [];
  for (let one: X509Certificate | undefined = own; one !== undefined && names.length < 8; ) {
    const { issuer, subject }: X509Certificate = one;
    names.push(commonName(issuer));
    one = issuer === subject ? undefined : certificates.find((other) => other.subject === issuer);
  }
  return [...new Set(names)];
}

/** SignerInfo begins with its version and the issuer and serial number of its certificate. */
function serialOf(signerInfo: unknown): string {
  const serial = within(within(signerInfo)[1])[1];
  if (!(serial instanceof Integer)) throw new ImageProblem('a signature does not say which certificate made it');
  const hex = Buffer.from(serial.valueBlock.valueHexView).toString('hex').toUpperCase().replace(/^0+/, '');
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

function certificateOf(part: Sequence): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(part.valueBeforeDecodeView));
  } catch (error) {
    throw new ImageProblem('one of its certificates cannot be read', { cause: error });
  }
}

function commonName(name: string): string {
  return /^CN=(.*)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ');
}

/** The parts of a constructed value; of anything else none. */
function within(node: unknown): readonly unknown[] {
  return node instanceof Constructed ? node.valueBlock.value : [];
}
