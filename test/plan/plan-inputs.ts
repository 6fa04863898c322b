import { digestOfBytes } from '../../src/base/canonical-json.ts';
import type { Catalogue, Release } from '../../src/base/catalogue.ts';
import type { HostProfile } from '../../src/base/host-profile.ts';
import type { SourceDigests } from '../../src/base/plan.ts';
import type { Recipe, RecipeStep } from '../../src/base/recipe.ts';
import { requiredSources } from '../../src/plan/required-sources.ts';
import type { PlanInputs } from '../../src/plan/resolve-plan.ts';

/** A digest that stands for some bytes. */
export const sha = digestOfBytes;

export function step(script: string, more: Partial<RecipeStep> = {}): RecipeStep {
  const name = script.replace(/^.*[:/]/, '').replace(/\.ps1$/, '');
  const usual = { args: [], files: [], runAs: 'system', reboot: 'never', acceptExitCodes: [0, 3010] } as const;
  return { name, script, ...usual, ...more };
}

export const recipe: Recipe = {
  name: 'office',
  description: 'A desk',
  release: 'win11-25h2',
  edition: 'Professional',
  language: 'en-US',
  keyboard: 'en-US',
  timezone: 'UTC',
  hostname: '*',
  hardware: { cpus: 4, memoryMib: 8192, diskGib: 80 },
  account: { name: 'goldpane', displayName: 'goldpane' },
  features: { rdp: 'off', firewall: 'on' },
  defender: { state: 'on', exclude: [] },
  vbs: 'on',
  nestedVirtualisation: 'off',
  automaticRepair: 'on',
  bypass: [],
  unattend: { extra: [] },
  layers: [
    {
      name: 'updates',
      network: 'internet',
      period: '2026-11',
      steps: [step('goldpane:windows-update', { reboot: 'allowed', timeoutMinutes: 90 })],
    },
    {
      name: 'tools',
      network: 'none',
      steps: [
        step('tools/set-up.ps1', { args: ['-All'], files: ['tools/config.json'] }),
        step('goldpane:hello', { runAs: 'user' }),
      ],
    },
  ],
  seal: { mode: 'specialized', steps: [step('goldpane:seal')] },
  limits: {
    firmware: 5,
    'boot-prompt': 2,
    winpe: 10,
    copy: 30,
    specialize: 20,
    oobe: 20,
    'first-logon': 20,
    layer: 240,
    seal: 60,
    shutdown: 15,
    step: 30,
  },
  emulation: 'refused',
  minEvaluationDays: 45,
};

export const release: Release = {
  id: 'win11-25h2',
  title: 'Windows 11 25H2',
  kind: 'client',
  architecture: 'amd64',
  build: 26_200,
  driverFolder: 'w11',
  minimum: { cpus: 2, memoryMib: 4096, diskGib: 64 },
  editions: [
    {
      id: 'Professional',
      name: 'Windows 11 Pro',
      index: 6,
      evaluation: false,
      key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE',
      kmsKey: 'KKKKK-BBBBB-CCCCC-DDDDD-EEEEE',
    },
    {
      id: 'ProfessionalN',
      name: 'Windows 11 Pro N',
      index: 7,
      evaluation: false,
      key: 'NNNNN-BBBBB-CCCCC-DDDDD-EEEEE',
    },
    { id: 'EnterpriseEval', name: 'Windows 11 Enterprise Evaluation', index: 1, evaluation: true },
  ],
  media: [
    { id: 'multi-de', source: 'user', language: 'de-DE', urls: [], sha256: sha('de') },
    { id: 'multi-en', source: 'download', language: 'en-US', urls: ['https://example.com/en.iso'], sha256: sha('en') },
  ],
};

export const catalogue: Catalogue = {
  releases: [
    release,
    {
      id: 'rehearsal',
      title: 'Rehearsal guest (no Windows)',
      kind: 'rehearsal',
      architecture: 'amd64',
      build: 26_200,
      minimum: { cpus: 2, memoryMib: 1024, diskGib: 16 },
      editions: [{ id: 'Professional', name: 'Windows 11 Pro', index: 2, evaluation: false }],
      media: [{ id: 'rehearsal', source: 'built', language: 'en-US', urls: [] }],
    },
  ],
  drivers: [
    { version: '0.1.285', urls: [], sha256: sha('285'), sizeBytes: 1, knownBad: 'loses writes under load' },
    { version: '0.1.302', urls: ['https://example.com/302.iso'], sha256: sha('302'), sizeBytes: 2 },
    { version: '0.1.271', urls: [], sha256: sha('271'), sizeBytes: 3 },
  ],
  tools: [],
};

export const host: HostProfile = {
  qemu: { path: '/usr/bin/qemu-system-x86_64', version: '7.2.19' },
  machineType: 'pc-q35-7.2',
  firmware: {
    descriptor: '/usr/share/qemu/firmware/50.json',
    code: { path: '/usr/share/code.fd', format: 'raw', sizeBytes: 3_653_632, sha256: sha('code') },
    vars: { path: '/usr/share/vars.fd', format: 'raw', sizeBytes: 540_672, sha256: sha('vars') },
    certificates: ['microsoft-2023', 'microsoft-2011'],
  },
  accelerators: { kvm: { usable: true } },
  cpus: 8,
  memoryMib: 32_768,
};

/** Digests of everything that `planned` names, each of the file's own name. */
export function sourcesOf(planned: Recipe, kind: Release['kind'] = 'client'): SourceDigests {
  return {
    references: Object.fromEntries(
      requiredSources(planned, { kind }).map(({ reference, files }) => [
        reference,
        files.map((file) => ({ ...file, sha256: sha(`${file.from} ${file.name}`) })),
      ]),
    ),
    heads: Object.fromEntries(
      requiredSources(planned, { kind }).map(({ reference }) => [
        reference,
        { network: 'none', reboot: 'never', packages: [] } as const,
      ]),
    ),
    install: {
      answerFile: sha('answer file'),
      files: [{ from: 'goldpane:bootstrap', name: 'goldpane/bootstrap.ps1', sha256: sha('bootstrap') }],
    },
    sysprepFile: sha('sysprep file'),
  };
}

export const inputs: PlanInputs = {
  recipe,
  catalogue,
  sources: sourcesOf(recipe),
  media: { sourceDigest: sha('en') },
  host,
  machineLayout: 1,
};
