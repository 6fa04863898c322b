import { readFileSync } from 'node:fs';

const schema = '"goldpane/layer/1"';

/** The `layer.json` of the layer medium among `cds`: files lie in an ISO as they are, so it is found by its schema. */
export function findLayer(cds) {
  for (const { path } of cds) {
    const text = readFileSync(path, 'latin1');
    const at = text.indexOf(schema);
    if (at >= 0) return JSON.parse(text.slice(...objectAround(text, at)));
  }
  return undefined;
}

/** Start and end of the outermost JSON object around `at`; braces inside strings do not occur before the schema. */
function objectAround(text, at) {
  const start = text.lastIndexOf('{', at);
  let depth = 0;
  let isString = false;
  for (let end = start; end < text.length; end++) {
    const char = text[end];
    if (isString && char === '\\') end++;
    else if (char === '"') isString = !isString;
    else if (!isString && char === '{') depth++;
    else if (!isString && char === '}' && --depth === 0) return [start, end + 1];
  }
  return [start, text.length];
}
