import { fail, type HostCheck, pass, rootFix, warn } from '../host-check.ts';

/** libvirt, as its client sees it. */
export type LibvirtFacts =
  | { readonly uri: string; readonly problem: string; readonly user: string }
  | {
      readonly uri: string;
      /** The network `default`. */
      readonly network: 'active' | 'inactive' | 'missing';
      /** Names of the active storage pools. */
      readonly pools: readonly string[];
      readonly domain: DomainAbilities;
    };

/** What `virsh domcapabilities` offers for a q35 machine. Source: libvirt docs/formatdomaincaps.rst */
export type DomainAbilities = {
  readonly uefi: boolean;
  readonly secureBoot: boolean;
  readonly tpm: boolean;
};

const abilityNames = { uefi: 'UEFI firmware', secureBoot: 'Secure Boot', tpm: 'an emulated TPM 2.0' } as const;

/** libvirt as the runner of images: it must be reached, and offer what the image was made with. */
export function checkLibvirt(facts: LibvirtFacts): readonly HostCheck[] {
  const { uri } = facts;
  const id = 'GP-HOST-LIBVIRT';
  if ('problem' in facts) {
    const found = `${uri} cannot be reached: ${facts.problem}`;
    const remedy = `sudo systemctl enable --now libvirtd.socket; sudo usermod -aG libvirt ${facts.user}, then log in again`;
    return [fail('libvirt', { id, found, why: 'guests are defined there', remedy })];
  }
  return [pass('libvirt', uri), checkDomain(facts.domain), checkDefaultNetwork(facts), checkPools(facts)];
}

function checkDomain(domain: DomainAbilities): HostCheck {
  const lacking = Object.entries(abilityNames).flatMap(([ability, name]) =>
    domain[ability as keyof DomainAbilities] ? [] : [name],
  );
  if (lacking.length === 0) return pass('libvirt guests', Object.values(abilityNames).join(', '));
  return fail('libvirt guests', {
    id: 'GP-HOST-LIBVIRT',
    found: `libvirt offers no ${lacking.join(', no ')}`,
    why: 'the image was made with it, and Windows 11 asks for it',
    remedy: 'Install the firmware and swtpm, then: sudo systemctl restart libvirtd (it looks only once)',
  });
}

function checkDefaultNetwork({ network }: { readonly network: string }): HostCheck {
  if (network === 'active') return pass('libvirt network', 'default');
  return warn('libvirt network', {
    id: 'GP-HOST-LIBVIRT',
    found: `the network default is ${network}`,
    why: 'a guest that is attached to it does not start',
    ...(network === 'inactive'
      ? rootFix('virsh', '--connect', 'qemu:///system', 'net-start', 'default')
      : { remedy: 'Attach guests to another network, or use the system daemon: virsh --connect qemu:///system' }),
  });
}

function checkPools({ pools }: { readonly pools: readonly string[] }): HostCheck {
  if (pools.length > 0) return pass('libvirt storage', pools.join(', '));
  return warn('libvirt storage', {
    id: 'GP-HOST-LIBVIRT',
    found: 'no storage pool is active',
    why: 'tools that put disks into a pool find none',
    remedy: 'virsh pool-define-as default dir --target DIRECTORY, then virsh pool-start default',
  });
}
