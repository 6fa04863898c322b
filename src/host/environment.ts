import { homedir } from 'node:os';
import { join } from 'node:path';

/** Reads one environment variable; an empty one counts as absent. Nothing else in goldpane reads the environment. */
export function environment(name: string): string | undefined {
  // biome-ignore lint/style/noProcessEnv: the one gate to the environment
  const value = process.env[name];
  return value === '' ? undefined : value;
}

const baseDirectories = {
  config: { variable: 'XDG_CONFIG_HOME', fallback: '.config' },
  data: { variable: 'XDG_DATA_HOME', fallback: '.local/share' },
  cache: { variable: 'XDG_CACHE_HOME', fallback: '.cache' },
} as const;

/**
 * goldpane's directory of one kind, absolute. Relative values of the variables are ignored.
 * Source: XDG Base Directory Specification 0.8.
 */
export function xdgDirectory(kind: keyof typeof baseDirectories): string {
  const { variable, fallback } = baseDirectories[kind];
  const set = environment(variable);
  return join(set?.startsWith('/') ? set : join(homedir(), fallback), 'goldpane');
}

/** The environment that programs get: what they need to find themselves, and a locale that never changes output. */
export function toolEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME'];
  const passed = kept.flatMap((name) => {
    const value = environment(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), PATH: searchPath(), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...extra };
}

/** PATH with the system directories at its end: an ordinary user's PATH on Debian lacks mkfs.fat and swtpm_setup's helpers. */
export function searchPath(): string {
  const given = environment('PATH')?.split(':') ?? [];
  return [...new Set([...given, '/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'])].join(':');
}
