import { currentUser } from '../../host/current-user.ts';
import { pathExists, readText } from '../../host/files.ts';
import type { SurroundingsFacts } from '../checks/surroundings.ts';

/** Who runs goldpane, and in what. Source: systemd docs/CONTAINER_INTERFACE.md; the files of Docker and Podman. */
export async function surroundingsFacts(): Promise<SurroundingsFacts> {
  const [docker, podman, systemd] = await Promise.all([
    pathExists('/.dockerenv'),
    pathExists('/run/.containerenv'),
    readText('/run/systemd/container').catch(() => ''),
  ]);
  const container = docker ? 'Docker' : podman ? 'Podman' : systemd.trim() || undefined;
  const { name, isRoot } = currentUser();
  return { user: name, isRoot, ...(container === undefined ? {} : { container }) };
}
