import * as fc from 'fast-check';

/** Every way of cutting `bytes` into chunks, from single bytes to one piece. */
export function chunked(bytes: Buffer): fc.Arbitrary<Buffer[]> {
  return fc.array(fc.nat(bytes.length), { maxLength: bytes.length }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
  });
}
