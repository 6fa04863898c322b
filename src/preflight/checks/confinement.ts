import { type HostCheck, pass, warn } from '../host-check.ts';

/** What keeps programs of this user from files that they may open. */
export type ConfinementFacts = {
  /** AppArmor is on and has a profile for swtpm. */
  readonly appArmorSwtpm: boolean;
  readonly selinux: 'enforcing' | 'permissive' | 'off';
  readonly store: string;
  readonly home: string;
};

/** What the distributions' profile lets swtpm write. Source: stefanberger/swtpm:debian/usr.bin.swtpm */
const alwaysAllowed = ['/tmp', '/var/lib/libvirt/swtpm'];

/** Confinement of swtpm: its state lies in the store. */
export function checkConfinement({ appArmorSwtpm, selinux, store, home }: ConfinementFacts): readonly HostCheck[] {
  const isAllowed = [home, ...alwaysAllowed].some((parent) => store === parent || store.startsWith(`${parent}/`));
  if (!appArmorSwtpm || isAllowed) {
    const parts = [appArmorSwtpm ? 'AppArmor lets swtpm write to the store' : '', `SELinux is ${selinux}`];
    return [pass('confinement', parts.filter((part) => part !== '').join('; '))];
  }
  return [
    warn('confinement', {
      id: 'GP-HOST-CONFINED',
      found: `AppArmor confines swtpm, and ${store} is not among what it may write`,
      why: 'the TPM fails with "permission denied" though the modes of the files are right',
      remedy: `echo 'owner ${store}/** rwk,' | sudo tee -a /etc/apparmor.d/local/usr.bin.swtpm && sudo apparmor_parser -r /etc/apparmor.d/usr.bin.swtpm`,
    }),
  ];
}
