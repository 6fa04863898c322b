import type { StorePaths } from './layout.ts';

/** An open store: one directory on one file system. `openStore` gives it. */
export type Store = { readonly directory: string; readonly paths: StorePaths };
