import type { DocumentPath, YamlSource } from './yaml-source.ts';

/**
 * One value from a recipe and those it extends, the recipe itself first. Maps merge key by key; everything else, lists
 * included, is replaced as a whole by the one nearest to the recipe.
 */
export function mergeSources(sources: readonly YamlSource[]): unknown {
  return sources.map(({ value }) => inLongForm(value)).reduceRight((below, above) => mergeValues(above, below), {});
}

// `seal: generalized` says the mode alone: the steps stay those of the recipe that is extended.
function inLongForm(value: unknown): unknown {
  if (!isMapValue(value) || typeof value['seal'] !== 'string') return value;
  return { ...value, seal: { mode: value['seal'] } };
}

function mergeValues(above: unknown, below: unknown): unknown {
  if (!isMapValue(above) || !isMapValue(below)) return above;
  const keys = [...new Set([...Object.keys(above), ...Object.keys(below)])];
  // fromEntries makes own properties of any name, `__proto__` too, so that the schema sees and refuses it.
  return Object.fromEntries(
    keys.map((key) => {
      if (!Object.hasOwn(above, key)) return [key, below[key]];
      return [key, Object.hasOwn(below, key) ? mergeValues(above[key], below[key]) : above[key]];
    }),
  );
}

/** Where a part of the merged value was written: the position in the file that decided it. */
export function locateMerged(sources: readonly YamlSource[], path: DocumentPath, part: 'key' | 'value'): string {
  let deciding = sources.map((source) => ({ source, value: source.value }));
  for (const key of path) {
    const next = whatCounts(deciding).flatMap(({ source, value }) =>
      isContainer(value) && Object.hasOwn(value, key) ? [{ source, value: value[key] }] : [],
    );
    if (next.length === 0) break;
    deciding = next;
  }
  return deciding[0]?.source.locate(path, part) ?? '';
}

// What lies below a value that is no map does not shine through.
function whatCounts<Entry extends { readonly value: unknown }>(entries: readonly Entry[]): readonly Entry[] {
  const opaque = entries.findIndex(({ value }) => !isMapValue(value));
  if (opaque < 0) return entries;
  return opaque === 0 ? entries.slice(0, 1) : entries.slice(0, opaque);
}

/** True for a map of keys. */
export function isMapValue(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return isContainer(value) && !Array.isArray(value);
}

function isContainer(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
