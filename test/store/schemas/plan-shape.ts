import * as z from 'zod';
import type { Plan } from '../../../src/base/plan.ts';
import { stages } from '../../../src/base/stages.ts';
import type { Same } from './same-type.ts';
import { finding, sha256 } from './shared-shapes.ts';

const text = z.string();
const source = z.object({ from: text, name: text, sha256 });

const stepShape = {
  name: text,
  script: text,
  args: z.array(text),
  files: z.array(text),
  runAs: z.enum(['system', 'user']),
  reboot: z.enum(['never', 'allowed', 'always']),
  acceptExitCodes: z.array(z.number()),
  timeoutMinutes: z.number().optional(),
};
const ownPackage = z.object({ file: text, sha256, urls: z.array(text), sizeBytes: z.number().optional() });
const steps = z.array(z.object({ ...stepShape, packages: z.array(z.union([text, ownPackage])).optional() }));
const plannedPackage = z.object({
  name: text,
  sha256,
  urls: z.array(text),
  sizeBytes: z.number().optional(),
  tool: text.optional(),
});
const network = z.enum(['none', 'internet']);

const onOff = z.enum(['on', 'off']);
const architecture = z.enum(['amd64', 'arm64']);
const provenance = {
  confidence: z.enum(['vendor', 'several', 'one']).optional(),
  seenIn: z.array(text).optional(),
};

const recipe = z.object({
  name: text,
  description: text,
  release: text,
  edition: text,
  media: text.optional(),
  virtioWin: text.optional(),
  language: text,
  keyboard: text,
  timezone: text,
  hostname: text,
  hardware: z.object({ cpus: z.number(), memoryMib: z.number(), diskGib: z.number() }),
  account: z.object({ name: text, displayName: text }),
  license: z
    .object({
      key: z.union([z.object({ environment: text }), z.object({ file: text })]).optional(),
      kmsHost: text.optional(),
    })
    .optional(),
  features: z.object({ rdp: onOff, firewall: onOff }),
  defender: z.object({ state: onOff, exclude: z.array(text) }),
  vbs: onOff,
  nestedVirtualisation: onOff,
  automaticRepair: onOff,
  bypass: z.array(z.enum(['cpu', 'ram', 'secure-boot', 'storage', 'tpm'])),
  unattend: z.object({ template: text.optional(), extra: z.array(text) }),
  layers: z.array(z.object({ name: text, network, period: text.optional(), steps })),
  seal: z.object({ mode: z.enum(['specialized', 'generalized']), steps }),
  limits: z.record(z.enum([...stages, 'step']).exclude(['off']), z.number()),
  emulation: z.enum(['allowed', 'refused']),
  minEvaluationDays: z.number(),
  rehearsal: z.object({ fail: text.optional(), seed: z.number().optional() }).optional(),
});

export const PlanShape = z.object({
  schema: z.literal('goldpane/plan/1'),
  key: text,
  recipe,
  release: z.object({
    id: text,
    title: text,
    kind: z.enum(['client', 'server', 'rehearsal']),
    architecture,
    build: z.number(),
    driverFolder: text.optional(),
    minimum: z.object({ cpus: z.number(), memoryMib: z.number(), diskGib: z.number() }),
    evaluationDays: z.number().optional(),
  }),
  edition: z.object({
    id: text,
    editionId: text.optional(),
    name: text,
    index: z.number(),
    evaluation: z.boolean(),
    key: text.optional(),
    kmsKey: text.optional(),
  }),
  media: z.object({
    id: text,
    source: z.enum(['download', 'esd', 'user', 'built']),
    language: text,
    architecture: architecture.optional(),
    images: z.array(text).optional(),
    build: text.optional(),
    urls: z.array(text),
    sha256: sha256.optional(),
    sizeBytes: z.number().optional(),
    file: text.optional(),
    page: text.optional(),
    hashPage: text.optional(),
    latest: text.optional(),
    ...provenance,
    sourceDigest: sha256,
  }),
  drivers: z
    .object({
      version: text,
      urls: z.array(text),
      sha256,
      sizeBytes: z.number().optional(),
      ...provenance,
    })
    .optional(),
  machine: z.object({
    machineType: text,
    layout: z.number(),
    firmwareVars: sha256,
    certificates: z.array(text),
    tpm: z.literal('tpm-crb'),
  }),
  accelerator: z.enum(['kvm', 'tcg']),
  install: z.object({
    answerFile: sha256,
    files: z.array(source),
    unattend: z.object({ template: source.optional(), extra: z.array(source) }).optional(),
  }),
  layers: z.array(
    z.object({
      name: text,
      kind: z.enum(['install', 'script', 'seal']),
      key: text,
      parent: text.optional(),
      network,
      steps: z.array(z.object({ ...stepShape, id: text, sources: z.array(source), packages: z.array(plannedPackage) })),
    }),
  ),
  findings: z.array(finding),
});

/** Fails to compile when `Plan` in base/ and the shape part ways. */
export const planShapeIsTheType: Same<Plan, z.infer<typeof PlanShape>> = true;
