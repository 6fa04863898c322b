import { environment, xdgDirectory } from '../host/environment.ts';

/** Where images and layers are kept when nobody says otherwise: `GOLDPANE_STORE`, else `$XDG_DATA_HOME/goldpane`. */
export function defaultStoreDirectory(): string {
  return environment('GOLDPANE_STORE') ?? xdgDirectory('data');
}
