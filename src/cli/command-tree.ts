import type { CommandSpec, OptionSpec } from './command-spec.ts';

const json: OptionSpec = { flags: '--json', description: 'write JSON to stdout, for machines' };
const store: OptionSpec = {
  flags: '--store <dir>',
  description: 'directory of the store',
  completes: 'directories',
};
const accel: OptionSpec = {
  flags: '--accel <how>',
  description: 'how the guest runs: kvm, or tcg where there is no KVM (slow)',
  choices: ['kvm', 'tcg'],
};
const allowPath: OptionSpec = {
  flags: '--allow-path <dir>',
  description: 'let the recipe name files below this directory, too',
  completes: 'directories',
  isList: true,
};
const offline: OptionSpec = { flags: '--offline', description: 'download nothing' };
const frozen: OptionSpec = { flags: '--frozen', description: 'fail when an input differs from the lock file' };
const failOn = { flags: '--fail-on <severity>', choices: ['error', 'warning'] } as const;
const names: OptionSpec = { flags: '--names', description: 'only the names, one a line' };

const recipe = { usage: '<name>', description: 'name or path of a recipe', completes: 'recipes' } as const;
const image = {
  usage: '<image>',
  description: 'name, name:channel, name:version or name@sha256:digest',
  completes: 'images',
} as const;

/** Every command, in the order in which help shows them. What they do is in `actions.ts`. */
export const commandTree = [
  {
    name: 'build recipe',
    argument: { ...recipe, usage: '<name...>', description: 'names or paths of recipes' },
    summary: 'build golden images, with nobody at the keyboard',
    options: [
      { flags: '--rebuild', description: 'build everything anew, whatever is there' },
      { flags: '--wait', description: 'wait for other builds of the same layers' },
      accel,
      { flags: '--allow-host-loopback', description: 'without passt, let the guest reach services on this host' },
      offline,
      frozen,
      allowPath,
      store,
      json,
    ],
    example: 'goldpane build recipe rehearsal',
  },
  {
    name: 'plan recipe',
    argument: recipe,
    summary: 'show what a build would do; nothing is touched',
    options: [accel, frozen, allowPath, json],
    example: 'goldpane plan recipe rehearsal --json | jq .layers',
  },
  {
    name: 'render recipe',
    argument: recipe,
    summary: 'write the answer file and the media, without booting anything',
    options: [
      { flags: '--out <dir>', description: 'new directory to write to', completes: 'directories', isRequired: true },
      allowPath,
      store,
      json,
    ],
    example: 'goldpane render recipe rehearsal --out rendered',
  },
  {
    name: 'check host',
    summary: 'prove that this machine can build: it starts a guest; nothing is changed',
    options: [
      {
        flags: '--for <what...>',
        description: 'what is needed for one thing: recipe NAME, or runner qemu, libvirt, vfio',
        completes: ['recipe', 'runner'],
      },
      { flags: '--fix', description: 'run the remedies that are safe, each after asking' },
      { flags: '--yes', description: 'with --fix, do not ask' },
      accel,
      allowPath,
      store,
      json,
    ],
    example: 'goldpane check host --for recipe win11-25h2',
  },
  {
    name: 'check recipe',
    argument: recipe,
    summary: 'check a recipe, its answer file, its media and this host; nothing is touched or started',
    options: [
      { ...failOn, description: 'exit with 1 from this on: error (the default), or warning' },
      allowPath,
      store,
      json,
    ],
    example: 'goldpane check recipe win11-25h2',
  },
  {
    name: 'check answer-file',
    argument: { usage: '<file>', description: 'an answer file, such as autounattend.xml', completes: 'files' },
    summary: "find the mistakes in anyone's answer file",
    options: [
      { flags: '--recipe <name>', description: 'what it is for: the Windows of a recipe', completes: 'recipes' },
      { flags: '--release <id>', description: 'what it is for: a release, such as win11-25h2' },
      { ...failOn, description: 'exit with 1 from this on: warning (the default), or error' },
      { flags: '--sarif', description: 'write SARIF 2.1.0 to stdout, for code scanning' },
      allowPath,
      json,
    ],
    example: 'goldpane check answer-file autounattend.xml --release win11-25h2',
  },
  {
    name: 'check image',
    argument: image,
    summary: 'check a published image and boot a throw-away copy of it',
    options: [{ flags: '--no-boot', description: 'check the files only' }, accel, store, json],
    example: 'goldpane check image rehearsal',
  },
  {
    name: 'fetch media',
    argument: { usage: '<name>', description: 'a recipe, or the id of a file in the catalogue', completes: 'recipes' },
    summary: 'download and verify what a recipe is built from',
    options: [
      { flags: '--accept-new-hash', description: 'take what its publisher has now, and record it in the lock file' },
      {
        flags: '--timeout <minutes>',
        description: 'how long one file may take (720); what came stays',
        isNumber: true,
      },
      offline,
      allowPath,
      store,
      json,
    ],
    example: 'goldpane fetch media win11-25h2',
  },
  {
    name: 'import media',
    argument: { usage: '<file>', description: 'an ISO or another file of your own', completes: 'files' },
    summary: 'take a file of your own into the cache',
    options: [
      { flags: '--sha256 <digest>', description: 'what it must have; any file is taken then, such as a package' },
      store,
      json,
    ],
    example: 'goldpane import media ~/Downloads/Win11_25H2_English_x64.iso',
  },
  {
    name: 'list recipes',
    summary: 'list the recipes that a name can stand for',
    options: [names, json],
    example: 'goldpane list recipes',
  },
  {
    name: 'list images',
    summary: 'list the images in the store',
    options: [names, store, json],
    example: 'goldpane list images',
  },
  {
    name: 'list runs',
    summary: 'list the runs in the store, the newest first',
    options: [names, store, json],
    example: 'goldpane list runs',
  },
  {
    name: 'list media',
    summary: 'list the files that the catalogue knows, and which of them are here',
    options: [names, store, json],
    example: 'goldpane list media',
  },
  {
    name: 'show recipe',
    argument: recipe,
    summary: 'show a recipe with everything filled in',
    options: [allowPath, json],
    example: 'goldpane show recipe rehearsal',
  },
  {
    name: 'show image',
    argument: image,
    summary: 'show an image: its files, its evidence, its credentials',
    options: [{ flags: '--credentials', description: 'show the passwords, too' }, store, json],
    example: 'goldpane show image rehearsal:candidate --credentials',
  },
  {
    name: 'show run',
    argument: { usage: '<run>', description: 'id of a run', completes: 'runs' },
    summary: 'show how a run ended and where its evidence lies',
    options: [store, json],
    example: 'goldpane show run 20261121-140441-9f2c',
  },
  {
    name: 'show media',
    argument: { usage: '<medium>', description: 'id in the catalogue, or path of any file', completes: 'files' },
    summary: 'show what an ISO holds: editions, languages, signers',
    options: [store, json],
    example: 'goldpane show media win11-25h2-eval',
  },
  {
    name: 'show config',
    summary: 'show every setting and where its value came from',
    options: [store, json],
    example: 'goldpane show config',
  },
  {
    name: 'explain',
    argument: { usage: '<code>', description: 'code of an error or finding', completes: 'nothing' },
    summary: 'explain an error code',
    options: [json],
    example: 'goldpane explain GP-MEDIA-HASH',
  },
  {
    name: 'completion',
    argument: { usage: '<shell>', description: 'bash, zsh or fish', completes: ['bash', 'zsh', 'fish'] },
    summary: 'write a completion script for a shell',
    options: [json],
    example: 'goldpane completion bash > ~/.local/share/bash-completion/completions/goldpane',
  },
] as const satisfies readonly CommandSpec[];

/** Name of a command. */
export type CommandName = (typeof commandTree)[number]['name'];
