import { registerHooks } from 'node:module';

/** Lets a program that imports `goldpane` have it from this clone's source: what a user has installed. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'goldpane'
      ? next(new URL('../../../src/api.ts', import.meta.url).href, context)
      : next(specifier, context),
});
