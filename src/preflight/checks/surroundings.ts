import { type HostCheck, pass, warn } from '../host-check.ts';

/** Who runs goldpane, and where. */
export type SurroundingsFacts = {
  readonly user: string;
  readonly isRoot: boolean;
  /** Name of the container system, when this is a container. */
  readonly container?: string | undefined;
};

/** Root and containers: nothing here needs either. */
export function checkSurroundings({ user, isRoot, container }: SurroundingsFacts): readonly HostCheck[] {
  const where = container ? `in a ${container} container` : 'on the host itself';
  if (!isRoot) return [pass('user', `${user}, ${where}`)];
  return [
    warn('user', {
      id: 'GP-HOST-ROOT',
      found: `goldpane runs as root, ${where}`,
      why: 'no part of a build needs that; a guest that breaks out of QEMU would be root, too',
      remedy: 'Run it as an ordinary user in the group kvm',
    }),
  ];
}
