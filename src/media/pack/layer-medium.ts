import type { PlannedLayer, PlannedPackage, PlannedStep, SourceFile } from '../../base/plan.ts';
import type { MediumFile } from './medium-file.ts';

/** Label of every layer medium: `start-step` in the guest searches for it. */
export const layerMediumLabel = 'GP_LAYER';

/** What goes onto a layer medium. */
export type LayerMediumParts = {
  readonly layer: Pick<PlannedLayer, 'name' | 'steps'>;
  /** Where a source of the plan lies on this host. */
  readonly pathOf: (source: SourceFile) => string;
  /** Where a package lies on this host. */
  readonly packagePathOf: (wanted: PlannedPackage) => string;
};

/**
 * Tree of a layer medium: a directory for each step with its script, files and packages, and `layer.json` with what the guest
 * must know of them. Never an answer file: Setup and sysprep would pick it up.
 */
export function layerMediumFiles({ layer, pathOf, packagePathOf }: LayerMediumParts): readonly MediumFile[] {
  const description = { schema: 'goldpane/layer/1', layer: layer.name, steps: layer.steps.map(describeStep) };
  return [
    { name: 'layer.json', content: { bytes: `${JSON.stringify(description, null, 2)}\n` } },
    ...layer.steps.flatMap((step) =>
      step.sources.map((source) => ({
        name: `steps/${step.id}/${source.name}`,
        content: { path: pathOf(source) },
        sha256: source.sha256,
      })),
    ),
    ...layer.steps.flatMap((step) =>
      step.packages.map((wanted) => ({
        name: `steps/${step.id}/packages/${wanted.name}`,
        content: { path: packagePathOf(wanted) },
        sha256: wanted.sha256,
      })),
    ),
  ];
}

function describeStep(step: PlannedStep) {
  const { id, args, runAs, acceptExitCodes, reboot, sources } = step;
  // The script is the first of a step's sources.
  return { id, script: sources[0]?.name, args, runAs, acceptExitCodes, reboot };
}
