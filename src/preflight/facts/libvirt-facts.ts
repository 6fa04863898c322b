import { GoldpaneError } from '../../base/errors.ts';
import { currentUser } from '../../host/current-user.ts';
import { findTool } from '../../host/find-tool.ts';
import { runTool } from '../../host/run-tool.ts';
import type { DomainAbilities, LibvirtFacts } from '../checks/libvirt.ts';

/** Asks libvirt by its own client, as the user who runs this; undefined when the client is not here. */
export async function libvirtFacts(canKvm: boolean, signal?: AbortSignal): Promise<LibvirtFacts | undefined> {
  if (!findTool('virsh')) return undefined;
  const virsh = async (...args: readonly string[]) =>
    (await runTool('virsh', ['--readonly', ...args], { signal, timeoutMs: 10_000 })).stdout;
  const user = currentUser();
  const fallback = user.isRoot ? 'qemu:///system' : 'qemu:///session';
  try {
    const uri = (await virsh('uri')).trim();
    const type = canKvm ? 'kvm' : 'qemu';
    const [networks, pools, domain] = await Promise.all([
      virsh('net-list', '--all'),
      virsh('pool-list', '--name'),
      virsh('domcapabilities', '--machine', 'q35', '--virttype', type),
    ]);
    return { uri, network: networkState(networks), pools: wordsOf(pools), domain: parseDomainAbilities(domain) };
  } catch (error) {
    if (!(error instanceof GoldpaneError) || error.code === 'GP-CANCELLED') throw error;
    return { uri: fallback, problem: error.message, user: user.name };
  }
}

function networkState(list: string): 'active' | 'inactive' | 'missing' {
  const row = list.split('\n').find((line) => line.trim().startsWith('default '));
  if (row === undefined) return 'missing';
  return /\sactive\s/.test(row) ? 'active' : 'inactive';
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** What a document of domain capabilities offers. Source: libvirt docs/formatdomaincaps.rst */
export function parseDomainAbilities(xml: string): DomainAbilities {
  const values = (part: string, name: string) => {
    const list = new RegExp(`<enum name='${name}'>(.*?)</enum>`, 's').exec(part)?.[1] ?? '';
    return [...list.matchAll(/<value>([^<]*)<\/value>/g)].map(([, value]) => value);
  };
  const part = (name: string) => new RegExp(`<${name} supported='yes'.*?</${name}>`, 's').exec(xml)?.[0] ?? '';
  const [os, loader, tpm] = [part('os'), part('loader'), part('tpm')];
  const versions = values(tpm, 'backendVersion');
  return {
    uefi: values(os, 'firmware').includes('efi'),
    secureBoot: values(loader, 'secure').includes('yes'),
    // Versions are told from libvirt 9.1 on.
    tpm: values(tpm, 'backendModel').includes('emulator') && (versions.length === 0 || versions.includes('2.0')),
  };
}
