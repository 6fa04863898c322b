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
  return [...components.values()]
    .filter(({ settings }) => settings.get(path)?.passes.includes(pass))
    .map(({ name }) => name);
}

function readComponent(name: string, groups: Readonly<Record<string, readonly string[]>>): KnownComponent {
  const settings = Object.entries(groups).flatMap(([passes, paths]) =>
    paths.map((path): [string, KnownSetting] => {
      const key = `${name}/${path}`;
      const facts = { path, passes: passes.split(' '), maxLength: maxLengths[key], mayBeEmpty: !nonEmpty.has(key) };
      return [path, facts];
    }),
  );
  const passes = [...new Set(settings.flatMap(([, setting]) => setting.passes))];
  return { name, passes, settings: new Map(settings) };
}
