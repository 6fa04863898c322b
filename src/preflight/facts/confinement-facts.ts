import { currentUser } from '../../host/current-user.ts';
import { pathExists, readText } from '../../host/files.ts';
import type { ConfinementFacts } from '../checks/confinement.ts';

/** Whether AppArmor or SELinux confine what goldpane starts. */
export async function confinementFacts(store: string): Promise<ConfinementFacts> {
  const [appArmor, hasProfile, enforce] = await Promise.all([
    readText('/sys/module/apparmor/parameters/enabled').catch(() => ''),
    pathExists('/etc/apparmor.d/usr.bin.swtpm'),
    readText('/sys/fs/selinux/enforce').catch(() => undefined),
  ]);
  const selinux = enforce === undefined ? 'off' : enforce.startsWith('1') ? 'enforcing' : 'permissive';
  return { appArmorSwtpm: appArmor.startsWith('Y') && hasProfile, selinux, store, home: currentUser().home };
}
