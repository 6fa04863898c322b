import type { Action } from '../command-spec.ts';
import { formatTable } from '../render/format.ts';

/** `show config`: every setting, and who said so. */
export const showConfigAction: Action = async (_, context) => {
  const settings = await context.settings();
  const rows = Object.entries(settings).map(([name, { value, from, where }]) => [
    name,
    value === undefined ? '(as the recipe and the host allow)' : String(value),
    where === undefined ? from : `${from}: ${where}`,
  ]);
  context.result(settings, () => formatTable(['SETTING', 'VALUE', 'FROM'], rows));
};
