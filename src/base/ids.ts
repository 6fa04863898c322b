/** A string that the type checker keeps apart from other strings. */
type Branded<Name extends string> = string & { readonly __brand: Name };

/** SHA-256 of some bytes: 64 lower-case hex digits. */
export type Sha256 = Branded<'Sha256'>;
/** Key of a layer: SHA-256 over its sources and its parent's key. */
export type LayerKey = Branded<'LayerKey'>;
/** Key of a plan: SHA-256 over everything that decides the image. */
export type PlanKey = Branded<'PlanKey'>;
/** Id of a run: UTC time and a random tail, such as `20261121-140441-9f2c`; sorts by time. */
export type RunId = Branded<'RunId'>;
/** Version of an image: UTC date and a counter, such as `20261121.1`. */
export type ImageVersion = Branded<'ImageVersion'>;
/** 32 lower-case hex digits, fresh for every boot: it proves that a line on COM1 comes from this boot. */
export type Nonce = Branded<'Nonce'>;

/** Names of recipes, images, layers and channels: they become file names, so nothing else is taken. */
export const namePattern = /^[a-z0-9][a-z0-9._-]*$/;

/** Takes a hex digest; throws a `TypeError` when `text` is none, which is a mistake of the caller. */
export function sha256From(text: string): Sha256 {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new TypeError(`not a SHA-256 digest: ${JSON.stringify(text)}`);
  return text as Sha256;
}
