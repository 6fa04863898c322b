import type { Manifest } from '../../base/manifest.ts';
import type { Plan } from '../../base/plan.ts';

/** Everything that went into an image, by digest: medium, drivers, scripts and their files, packages. */
export function imageInputs({
  media,
  drivers,
  install,
  layers,
}: Pick<Plan, 'media' | 'drivers' | 'install' | 'layers'>): Manifest['inputs'] {
  const steps = layers.flatMap((layer) => layer.steps);
  const files = [...install.files, ...steps.flatMap(({ sources }) => sources)];
  return [
    { name: `medium ${media.id}`, sha256: media.sourceDigest },
    ...(drivers ? [{ name: `virtio-win ${drivers.version}`, sha256: drivers.sha256 }] : []),
    ...files.map(({ name, sha256 }) => ({ name, sha256 })),
    ...steps.flatMap(({ packages }) => packages).map(({ name, sha256 }) => ({ name: `package ${name}`, sha256 })),
  ];
}
