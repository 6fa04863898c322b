import { explainCode } from '../../api.ts';
import type { Action } from '../command-spec.ts';

/** `explain`: the page of an error code. */
export const explainAction: Action = async ([code = ''], context) => {
  const explanation = await explainCode(code);
  context.result(explanation, () => explanation.page);
};
