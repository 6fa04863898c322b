import type { Plan, PlannedLayer, PlannedMedia, PlannedStep } from '../base/plan.ts';

/** A plan as text for people, without a line end at its end. Keys and digests are cut to 12 digits. */
export function describePlan(plan: Plan): string {
  const { release, edition, machine, recipe } = plan;
  const { cpus, memoryMib, diskGib } = recipe.hardware;
  const facts: readonly (readonly [string, string])[] = [
    ['recipe', recipe.description === '' ? recipe.name : `${recipe.name}: ${recipe.description}`],
    ['release', `${release.id}: ${release.title}, build ${release.build}, ${release.architecture}`],
    ['edition', `${edition.id}: ${edition.name}${edition.evaluation ? ', evaluation' : ''}`],
    ['media', mediaText(plan.media)],
    ['drivers', plan.drivers === undefined ? 'none' : `virtio-win ${plan.drivers.version}`],
    ['machine', `${machine.machineType}, ${cpus} CPUs, ${memoryMib} MiB memory, ${diskGib} GiB disk`],
    ['firmware', `Secure Boot (${machine.certificates.join(', ')}), TPM 2.0`],
    ['accelerator', `${plan.accelerator}: ${acceleratorReason(plan)}`],
    ['seal', recipe.seal.mode],
    ['plan', short(plan.key)],
  ];
  const flaws = plan.findings.filter(({ severity }) => severity !== 'info');
  return [
    ...facts.map(([name, value]) => `${name.padEnd(12)} ${value}`),
    '',
    ...plan.layers.flatMap((layer, index) => layerLines(layer, index)),
    ...(flaws.length > 0 ? [''] : []),
    ...flaws.map(({ severity, where, found, why }) => `${severity}: ${where}: ${found} (${why})`),
  ].join('\n');
}

function mediaText({ id, source, language, sourceDigest }: PlannedMedia): string {
  const origins = {
    download: 'downloaded',
    esd: 'packed from a download',
    user: 'given by you',
    built: 'built on this host',
  };
  return `${id}, ${language}, ${origins[source]}, ${short(sourceDigest)}`;
}

/** Only KVM that works needs no word of its own. */
function acceleratorReason({ findings }: Plan): string {
  return findings.find(({ where }) => where === 'accelerator')?.found ?? 'it was seen to run a guest on this host';
}

function layerLines({ name, key, kind, network, steps }: PlannedLayer, index: number): readonly string[] {
  const notes = [
    ...(network === 'internet' ? ['network: internet'] : []),
    ...(kind === 'seal' ? ['made anew for every image'] : []),
  ];
  return [[`layer ${index}`, short(key), name, ...notes].join('  '), ...steps.map(stepLine)];
}

function stepLine({ id, script, args, runAs, reboot, files, packages }: PlannedStep): string {
  const notes = [
    ...(runAs === 'user' ? ['as user'] : []),
    ...(reboot === 'never' ? [] : [`reboot ${reboot}`]),
    ...(files.length > 0 ? [`with ${files.join(', ')}`] : []),
    ...(packages.length > 0 ? [`brings ${packages.map(({ name }) => name).join(', ')}`] : []),
  ];
  return ['        ', id, [script, ...args].join(' '), ...notes].join('  ');
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
