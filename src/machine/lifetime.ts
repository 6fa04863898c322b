/** Things that end together, the last one first. What AsyncDisposableStack does, which Node 22 lacks. */
export type Lifetime = AsyncDisposable & { readonly use: <T extends AsyncDisposable | Disposable>(thing: T) => T };

/** An empty lifetime. Everything is disposed, also when one fails; the first failure is thrown at the end. */
export function lifetime(): Lifetime {
  const things: (AsyncDisposable | Disposable)[] = [];
  const use = <T extends AsyncDisposable | Disposable>(thing: T) => {
    things.push(thing);
    return thing;
  };
  const disposeAll = async () => {
    const failures: unknown[] = [];
    for (const thing of things.splice(0).reverse()) {
      try {
        if (Symbol.asyncDispose in thing) await thing[Symbol.asyncDispose]();
        else thing[Symbol.dispose]();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return { use, [Symbol.asyncDispose]: disposeAll };
}
