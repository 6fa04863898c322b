import * as z from 'zod';

/** A flash image as a descriptor names it. */
const DescribedFile = z.object({ filename: z.string(), format: z.enum(['raw', 'qcow2']) });

/** The parts of a firmware descriptor that decide a choice. Source: qemu docs/interop/firmware.json */
export const FirmwareDescriptor = z.object({
  'interface-types': z.array(z.string()),
  mapping: z.object({
    device: z.literal('flash'),
    mode: z.string().default('split'),
    executable: DescribedFile,
    'nvram-template': DescribedFile,
  }),
  targets: z.array(z.object({ architecture: z.string(), machines: z.array(z.string()) })),
  features: z.array(z.string()),
});
export type FirmwareDescriptor = z.infer<typeof FirmwareDescriptor>;

/** A descriptor file as found: its path and text. An empty text hides files of the same name elsewhere. */
export type DescriptorFile = { readonly path: string; readonly name: string; readonly text: string };

const neededFeatures = ['secure-boot', 'requires-smm', 'enrolled-keys'];

/**
 * The files that count, in the order in which they are tried: a file in a later directory replaces the one of the
 * same name in an earlier, an empty one hides it, and the rest is sorted by name alone.
 * `directories` hold their files in the order of qemu docs/interop/firmware.json: from general to specific.
 */
export function effectiveDescriptors(directories: readonly (readonly DescriptorFile[])[]): readonly DescriptorFile[] {
  const byName = new Map(directories.flat().map((file) => [file.name, file]));
  return [...byName.values()]
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A descriptor that can be used, or why not, as a clause after the file's name. */
export type DescriptorVerdict =
  | { readonly fits: true; readonly descriptor: FirmwareDescriptor }
  | { readonly fits: false; readonly why: string };

/** Judges one descriptor for Secure Boot with enrolled keys on `machineType`, a resolved name such as `pc-q35-7.2`. */
export function judgeDescriptor(text: string, machineType: string): DescriptorVerdict {
  const parsed = FirmwareDescriptor.safeParse(parseJson(text));
  if (!parsed.success) return { fits: false, why: 'is no descriptor of flash firmware' };
  const why = misfit(parsed.data, machineType);
  return why === undefined ? { fits: true, descriptor: parsed.data } : { fits: false, why };
}

function misfit(descriptor: FirmwareDescriptor, machineType: string): string | undefined {
  const missing = neededFeatures.filter((feature) => !descriptor.features.includes(feature));
  if (!descriptor['interface-types'].includes('uefi')) return 'is not UEFI';
  if (descriptor.mapping.mode !== 'split') return `keeps code and variables in mode "${descriptor.mapping.mode}"`;
  if (missing.length > 0) return `lacks ${missing.join(', ')}`;
  const isTarget = descriptor.targets.some(
    ({ architecture, machines }) =>
      architecture === 'x86_64' && machines.some((glob) => globPattern(glob).test(machineType)),
  );
  return isTarget ? undefined : `is not for ${machineType}`;
}

/** Only `*` and `?` are used by descriptors in the wild. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
