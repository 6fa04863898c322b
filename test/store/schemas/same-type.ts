/** A type without `readonly` and brands: what its JSON looks like. */
export type Plain<T> = T extends { readonly __brand: string }
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Member)[]
      ? Plain<Member>[]
      : { -readonly [Key in keyof T]: Plain<T[Key]> };

/** `true` when both types take the same values, else a type that `true` does not fit. */
export type Same<One, Other> = [Plain<One>] extends [Plain<Other>]
  ? [Plain<Other>] extends [Plain<One>]
    ? true
    : { readonly missingIn: 'one' }
  : { readonly missingIn: 'other' };
