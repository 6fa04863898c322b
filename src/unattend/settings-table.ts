import { passes } from './answer-tree.ts';
import table from './settings.json' with { type: 'json' };

/** A setting as Microsoft's reference has it. */
export type KnownSetting = {
  /** As it is spelled: `DiskConfiguration/Disk/DiskID`. */
  readonly path: string;
  readonly passes: readonly string[];
  /** Longest value, in characters. */
  readonly maxLength?: number | undefined;
  readonly mayBeEmpty: boolean;
};

/** A component with its settings. */
export type KnownComponent = {
  readonly name: string;
  readonly passes: readonly string[];
  readonly settings: ReadonlyMap<string, KnownSetting>;
  /** Names of the settings right below a path; below the component itself that is `''`. */
  readonly below: ReadonlyMap<string, readonly string[]>;
};

const maxLengths: Readonly<Record<string, number>> = table.maxLength;
const nonEmpty = new Set(table.nonEmpty);

// Upper and lower case differ in files that are known to install, so names are looked up without it.
const components: ReadonlyMap<string, KnownComponent> = new Map(
  Object.entries<Readonly<Record<string, readonly string[]>>>(table.components).map(([name, groups]) => [
    name.toLowerCase(),
    readComponent(name, groups),
  ]),
);

const homes = Map.groupBy(
  [...components.values()].flatMap(({ name, settings }) =>
    [...settings.values()].map((setting) => ({ name, setting })),
  ),
  ({ setting }) => setting.path,
);

/** What the reference says about a component; letter case does not matter. */
export function knownComponent(name: string): KnownComponent | undefined {
  return components.get(name.toLowerCase());
}

/** Names of all components. */
export function knownComponentNames(): readonly string[] {
  return [...components.values()].map(({ name }) => name);
}

/** Components that have a setting of that path in a pass. */
export function componentsWith(path: string, pass: string): readonly string[] {
  return (homes.get(path) ?? []).filter(({ setting }) => setting.passes.includes(pass)).map(({ name }) => name);
}

function readComponent(name: string, groups: Readonly<Record<string, readonly string[]>>): KnownComponent {
  const settings = Object.entries(groups).flatMap(([group, paths]) =>
    paths.map((path): [string, KnownSetting] => {
      const key = `${name}/${path}`;
      const facts = { path, passes: group.split(' '), maxLength: maxLengths[key], mayBeEmpty: !nonEmpty.has(key) };
      return [path, facts];
    }),
  );
  const valid = new Set(settings.flatMap(([, setting]) => setting.passes));
  const below = new Map<string, string[]>();
  for (const [path] of settings) {
    const cut = path.lastIndexOf('/');
    const parent = path.slice(0, Math.max(0, cut));
    below.set(parent, [...(below.get(parent) ?? []), path.slice(cut + 1)]);
  }
  return { name, passes: passes.filter((pass) => valid.has(pass)), settings: new Map(settings), below };
}
