import { join, resolve } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { environment, xdgDirectory } from '../host/environment.ts';
import { pathExists, readText } from '../host/files.ts';
import { schemaFindings } from '../recipe/schema-findings.ts';
import { readYamlSource } from '../recipe/yaml-source.ts';
import type { SettingName } from './settings-shape.ts';
import { ConfigFile, defaultSettings, EnvironmentShape, settingFlags, settingVariables } from './settings-shape.ts';

/** A setting's value, and who said so: `--store`, `GOLDPANE_STORE`, `/home/me/.config/goldpane/config.yaml:2:8`. */
export type Setting<T> = {
  readonly value: T;
  readonly from: 'flag' | 'environment' | 'config' | 'default';
  readonly where?: string | undefined;
};

/** Every setting of goldpane. */
export type Settings = {
  /** Directory of the store. */
  readonly store: Setting<string>;
  /** Undefined: KVM, or what the recipe allows without it. */
  readonly accelerator: Setting<'kvm' | 'tcg' | undefined>;
  /** Nothing is downloaded. */
  readonly offline: Setting<boolean>;
  /** `auto`: a tree on a terminal, lines elsewhere and in CI. */
  readonly progress: Setting<'auto' | 'tree' | 'lines'>;
};

/** Settings that were given for this one call: they win. */
export type SettingFlags = {
  readonly store?: string | undefined;
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
  readonly offline?: boolean | undefined;
};

type Values = { readonly [Name in SettingName]?: Settings[Name]['value'] | undefined };
type Source = { readonly values: Values; readonly where: (name: SettingName) => string };

/** Path of the user's `config.yaml`; the file need not exist. */
export function configPath(): string {
  return join(xdgDirectory('config'), 'config.yaml');
}

/**
 * The settings: flag, else environment, else `config.yaml`, else default. Throws `GP-CONFIG-INVALID` with every
 * mistake in file and environment at once.
 */
export async function loadSettings(flags: SettingFlags = {}): Promise<Settings> {
  const findings: Finding[] = [];
  const fromEnvironment = readEnvironment(findings);
  const fromConfig = await readConfig(findings);
  if (findings.length > 0) throw invalid(findings);

  const store = flags.store === undefined ? undefined : resolve(flags.store);
  const fromFlags: Source = {
    values: { ...flags, store },
    where: (name) => (name in settingFlags ? settingFlags[name as keyof typeof settingFlags] : ''),
  };
  const sources = [
    { from: 'flag', ...fromFlags },
    { from: 'environment', ...fromEnvironment },
    { from: 'config', ...fromConfig },
  ] as const;
  const pick = <Name extends SettingName>(name: Name, fallback: Settings[Name]['value']) => {
    const source = sources.find(({ values }) => values[name] !== undefined);
    if (source === undefined) return { value: fallback, from: 'default' } as const;
    return { value: source.values[name] ?? fallback, from: source.from, where: source.where(name) };
  };
  const fallback = defaultSettings();
  return {
    store: pick('store', fallback.store),
    accelerator: pick('accelerator', undefined),
    offline: pick('offline', fallback.offline),
    progress: pick('progress', environment('CI') === undefined ? fallback.progress : 'lines'),
  } as Settings;
}

const id = 'GP-CONFIG-INVALID';
const ids = { key: id, value: id, hostile: id, syntax: id } as const;

function readEnvironment(findings: Finding[]): Source {
  const given = Object.fromEntries(
    Object.entries(settingVariables).flatMap(([name, variable]) => {
      const text = environment(variable);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  const where = (name: SettingName) => settingVariables[name];
  const parsed = EnvironmentShape.safeParse(given);
  if (parsed.success) return { values: parsed.data, where };
  const locate = (path: readonly PropertyKey[]) => where(path[0] as SettingName);
  findings.push(...schemaFindings(parsed.error, { schema: EnvironmentShape, value: given, locate, ids }));
  return { values: {}, where };
}

async function readConfig(findings: Finding[]): Promise<Source> {
  const path = configPath();
  const nothing = { values: {}, where: () => path };
  if (!(await pathExists(path))) return nothing;
  const { source, findings: mistakes } = readYamlSource(path, await readText(path), ids);
  findings.push(...mistakes);
  if (source === undefined) return nothing;
  // A file of comments only is no mistake.
  const value = source.value ?? {};
  const parsed = ConfigFile.safeParse(value);
  const where = (name: SettingName) => source.locate([name], 'value');
  if (parsed.success) return { values: parsed.data, where };
  findings.push(...schemaFindings(parsed.error, { schema: ConfigFile, value, locate: source.locate, ids }));
  return nothing;
}

function invalid(findings: readonly Finding[]): GoldpaneError {
  const count = findings.length === 1 ? 'a mistake' : `${findings.length} mistakes`;
  return new GoldpaneError(id, `The settings have ${count}`, {
    hint: 'Correct each place that is named; goldpane show config then tells what counts',
    findings,
  });
}
