import { registerHooks } from 'node:module';

/** Puts the fake build in the place of the engine. */
registerHooks({
  resolve: (specifier, context, next) => {
    if (!specifier.endsWith('/build/build-recipe.ts')) return next(specifier, context);
    return next(new URL('./build-recipe.ts', import.meta.url).href, context);
  },
});
