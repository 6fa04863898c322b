import { spawnSync } from 'node:child_process';

/**
 * The command that runs another with mounts of its own, which are gone with it; `undefined` where that needs root or
 * user namespaces that are not here.
 */
export const privateMounts: readonly string[] | undefined = [
  ['unshare', '-m'],
  ['unshare', '-rm'],
].find(([file = '', ...options]) => spawnSync(file, [...options, 'true']).status === 0);

/** Why a test that wants them is skipped. */
export const noPrivateMounts = 'mounts of its own need root or user namespaces';
