import { execFileSync } from 'node:child_process';
import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PlayedGuest } from './played-guest.ts';

const key = 'ab'.repeat(32);
const step = '01-tools';
const state = `C:/ProgramData/goldpane/steps/${key.slice(0, 16)}/${step}`;
const args = ['-Step', step, '-Key', key];

/** A layer of one or two steps whose first runs `script`. */
function layer(script: string, changes: object = {}, more: readonly object[] = []): Record<string, string> {
  const entry = {
    id: step,
    script: 'do.ps1',
    args: [],
    runAs: 'system',
    acceptExitCodes: [0, 3010],
    reboot: 'allowed',
  };
  const description = { schema: 'goldpane/layer/1', layer: 'tools', steps: [{ ...entry, ...changes }, ...more] };
  return {
    'layer.json': JSON.stringify(description, null, 2),
    [`steps/${step}/do.ps1`]: '# not run\n',
    [`steps/${step}/do.sh`]: script,
  };
}

const shells = [['dash'], ['busybox', 'sh']].filter(([name = '']) => {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`]);
    return true;
  } catch {
    console.log(`twins are not tried under ${name}: it is not installed here`);
    return false;
  }
});

describe.for(shells.map((shell) => ({ shell, name: shell.join(' ') })))('twins under $name', ({ shell }) => {
  /** A guest whose bootstrap has put the step scripts in place. */
  async function bootstrapped(): Promise<PlayedGuest> {
    const guest = new PlayedGuest(shell);
    guest.attachInstallMedium();
    await guest.run('F:/goldpane/bootstrap.sh');
    await expect.poll(() => guest.messages()).toContainEqual({ kind: 'ready' });
    return guest;
  }

  const startStep = (guest: PlayedGuest, ...words: string[]) =>
    guest.run('C:/ProgramData/goldpane/start-step.sh', ...(words.length > 0 ? words : args));

  const exit = (guest: PlayedGuest) =>
    expect.poll(() => JSON.parse(guest.read(`${state}/exit.json`)), { timeout: 10_000 });

  test('winpe and specialize say their stage, and the error handler is put where Setup looks', async () => {
    using guest = new PlayedGuest(shell);
    guest.attachInstallMedium();

    const winpe = await guest.run('F:/goldpane/winpe.sh');
    const specialize = await guest.run('F:/goldpane/specialize.sh');

    expect([winpe.exitCode, specialize.exitCode]).toEqual([0, 0]);
    expect(guest.messages()).toEqual([
      { kind: 'stage', stage: 'winpe' },
      { kind: 'stage', stage: 'specialize' },
    ]);
    expect(guest.list('C:/Windows/Setup/Scripts')).toEqual(['ErrorHandler.cmd']);
  });

  test('bootstrap starts the agent, copies what steps need and says ready again and again', async () => {
    using guest = await bootstrapped();

    await expect.poll(() => guest.read('dev/ttyS0').split('"ready"').length, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(guest.messages()).toEqual([{ kind: 'stage', stage: 'first-logon' }, { kind: 'ready' }]);
    expect(guest.list('.')).toContain('agent-started');
    expect(guest.list('C:/ProgramData/goldpane')).toEqual([
      'goldpane.json',
      'goldpane.ps1',
      'goldpane.sh',
      'json.awk',
      'run-step.ps1',
      'run-step.sh',
      'start-step.ps1',
      'start-step.sh',
    ]);
  });

  test('bootstrap that cannot copy says why and is not ready', async () => {
    using guest = new PlayedGuest(shell);
    guest.attachInstallMedium();
    guest.write('C:/ProgramData', 'a file in the way');

    const { exitCode } = await guest.run('F:/goldpane/bootstrap.sh');

    expect(exitCode).toBe(1);
    expect(guest.messages()).toEqual([
      { kind: 'stage', stage: 'first-logon' },
      { kind: 'error', where: 'bootstrap', text: `cannot write to ${guest.root}/C:/ProgramData/goldpane` },
    ]);
  });

  test('a step runs with its arguments, its log and exit code are kept, and its layer is done', async () => {
    using guest = await bootstrapped();
    const words = ['plain', 'two words', '', 'quote " and \\ and $HOME', "it's", 'gr\u00fcn \u{1f600}', 'tab\there'];
    guest.attach('GP_LAYER', 'D', layer('printf "<%s>" "$@"; echo; echo wrong >&2', { args: words }));

    expect(await startStep(guest)).toEqual({ stdout: 'started\n', stderr: '', exitCode: 0 });

    await exit(guest).toEqual({
      schema: 'goldpane/exit/1',
      exitCode: 0,
      boot: guest.nonce,
      rebootPending: false,
      endedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(guest.read(`${state}/log.txt`)).toBe(`${words.map((word) => `<${word}>`).join('')}\nwrong\n`);
    expect(JSON.parse(guest.read(`${state}/started.json`))).toEqual({
      schema: 'goldpane/started/1',
      boot: guest.nonce,
      run: 1,
    });
    expect(guest.messages()).toContainEqual({ kind: 'done', layer: 'tools' });
    expect(guest.list(state)).toEqual(['exit.json', 'log.txt', 'started.json']);
  });

  test.for([
    { reason: 'a step that fails', script: 'exit 7', changes: {}, more: [], exitCode: 7, done: false },
    { reason: 'a step that wants a restart', script: 'exit 3010', changes: {}, more: [], exitCode: 3010, done: true },
    {
      reason: 'a code of its own',
      script: 'exit 5',
      changes: { acceptExitCodes: [5] },
      more: [],
      exitCode: 5,
      done: true,
    },
    {
      reason: 'a step that is not the last',
      script: 'exit 0',
      changes: {},
      more: [{ id: '02-x' }],
      exitCode: 0,
      done: false,
    },
    {
      reason: 'no twin beside the script',
      script: 'exit 0',
      changes: { script: 'x.ps1' },
      more: [],
      exitCode: 1,
      done: false,
    },
  ])('keeps the exit code of $reason', async ({ script, changes, more, exitCode, done }) => {
    using guest = await bootstrapped();
    guest.attach('GP_LAYER', 'E', layer(script, changes, more));

    await startStep(guest);

    await exit(guest).toMatchObject({ exitCode });
    expect(guest.messages().some(({ kind }) => kind === 'done')).toBe(done);
  });

  test('says that a restart is pending', async () => {
    using guest = await bootstrapped();
    guest.attach('GP_LAYER', 'D', layer('touch "$GOLDPANE_ROOT/run/reboot-pending"'));

    await startStep(guest);

    await exit(guest).toMatchObject({ exitCode: 0, rebootPending: true });
  });

  test('says on COM1 that its end cannot be written: the host would wait for it', async () => {
    using guest = await bootstrapped();
    guest.attach('GP_LAYER', 'D', layer('echo ran'));
    guest.write(`${state}/exit.json.partial/in-the-way`, '');

    await startStep(guest);

    await expect
      .poll(() => guest.messages())
      .toContainEqual(
        expect.objectContaining({ kind: 'error', text: expect.stringMatching(/^cannot write exit\.json/) }),
      );
  });

  test('started again, a running step goes on and a finished one stays as it is', async () => {
    using guest = await bootstrapped();
    guest.attach('GP_LAYER', 'D', layer('mkfifo "$GOLDPANE_ROOT/gate"; echo ran; cat "$GOLDPANE_ROOT/gate"'));

    await startStep(guest);
    await expect.poll(() => guest.list('.')).toContain('gate');
    const again = await startStep(guest);
    execFileSync('sh', ['-c', 'echo open > "$1"', 'sh', join(guest.root, 'gate')]);
    await exit(guest).toMatchObject({ exitCode: 0 });
    const afterwards = await startStep(guest);

    expect([again.stdout, afterwards.stdout]).toEqual(['running\n', 'finished\n']);
    expect(guest.read(`${state}/log.txt`)).toBe('ran\nopen\n');
  });

  test.for([
    { reboot: 'allowed', resumes: true },
    { reboot: 'always', resumes: true },
    { reboot: 'never', resumes: false },
  ])('D5: a step cut off by a restart with reboot: $reboot', async ({ reboot, resumes }) => {
    using guest = await bootstrapped();
    guest.attach('GP_LAYER', 'D', layer('echo again', { reboot }));
    guest.write(`${state}/started.json`, '{"schema":"goldpane/started/1","boot":"of another boot","run":1}');
    guest.write(`${state}/log.txt`, 'first half\n');
    guest.boot('f'.repeat(32));

    const { stdout, exitCode } = await startStep(guest);

    if (resumes) {
      await exit(guest).toMatchObject({ exitCode: 0, boot: 'f'.repeat(32) });
      expect([stdout, guest.read(`${state}/log.txt`)]).toEqual(['resumed\n', 'first half\nagain\n']);
    } else {
      const text = 'the machine restarted while the step ran, and its reboot is never';
      expect([stdout, exitCode]).toEqual(['', 1]);
      expect(guest.messages()).toEqual([{ kind: 'error', where: `start-step ${step}`, text }]);
    }
  });

  test('a step that restarts the machine again and again is ended', async () => {
    using guest = await bootstrapped();
    guest.attach('GP_LAYER', 'D', layer('echo again'));
    guest.write(`${state}/started.json`, '{"schema":"goldpane/started/1","boot":"of another boot","run":20}');

    const { exitCode, stderr } = await startStep(guest);

    expect([exitCode, stderr]).toEqual([1, 'goldpane: the machine restarted 20 times while the step ran\n']);
  });

  test('a step may ask for a restart and to be run again: it is over only after the second time', async () => {
    using guest = await bootstrapped();
    guest.attach(
      'GP_LAYER',
      'D',
      layer('[ ! -e "$GOLDPANE_STEP/seen" ] || exit 0; touch "$GOLDPANE_STEP/seen"; exit 1641'),
    );

    await startStep(guest);
    await expect.poll(() => guest.list('.'), { timeout: 10_000 }).toContain('shutdowns');
    const cutOff = guest.list(state);
    guest.boot('e'.repeat(32));
    const again = await startStep(guest);

    await exit(guest).toMatchObject({ exitCode: 0, boot: 'e'.repeat(32) });
    expect([cutOff, again.stdout, guest.read('shutdowns')]).toEqual([
      ['log.txt', 'seen', 'started.json'],
      'resumed\n',
      '-r\n',
    ]);
  });

  test.for([
    { words: args, text: 'no attached volume is labelled GP_LAYER', attach: false },
    { words: ['-Step', '09-x', '-Key', key], text: 'the layer medium has no step 09-x', attach: true },
    { words: ['-Step', '../x', '-Key', key], text: 'not a step: ../x', attach: true },
    { words: ['-Step', 'x', '-Key', 'abc'], text: 'not a layer key: abc', attach: true },
  ])('refuses with a reason: $text', async ({ words, text, attach }) => {
    using guest = await bootstrapped();
    if (attach) guest.attach('GP_LAYER', 'D', layer('exit 0'));

    const { exitCode, stderr } = await startStep(guest, ...words);

    expect([exitCode, stderr]).toEqual([1, `goldpane: ${text}\n`]);
    expect(guest.messages().find(({ kind }) => kind === 'error')).toMatchObject({ text });
  });

  test('report-facts tells Secure Boot and TPM', async () => {
    using guest = await bootstrapped();
    guest.attachInstallMedium();

    const { exitCode } = await guest.run('F:/goldpane/report-facts.sh');

    expect(exitCode).toBe(0);
    expect(guest.messages().filter(({ kind }) => kind === 'fact')).toEqual([
      { kind: 'fact', name: 'secureBoot', value: true },
      { kind: 'fact', name: 'tpm', value: '2.0' },
    ]);
  });

  test('J2: seal overwrites the answer file before deleting it, removes what clones must not share', async () => {
    using guest = await bootstrapped();
    guest.write('C:/Windows/Setup/State/State.ini', '[State]\r\nImageState=IMAGE_STATE_COMPLETE\r\n');
    guest.write('C:/Windows/Panther/unattend.xml', '<Value>secret</Value>');
    linkSync(join(guest.root, 'C:/Windows/Panther/unattend.xml'), join(guest.root, 'clusters'));
    guest.write('C:/ProgramData/ssh/ssh_host_rsa_key', 'k');
    guest.write('C:/Windows/Temp/x/y', 't');
    guest.write('seal.sh', '');
    guest.attachInstallMedium();

    const { exitCode } = await guest.run('F:/goldpane/seal.sh');

    expect(exitCode).toBe(0);
    expect(guest.read('clusters')).toBe('\0'.repeat(21));
    expect(['Panther', 'Temp', '../ProgramData/ssh'].flatMap((name) => guest.list(`C:/Windows/${name}`))).toEqual([]);
  });

  test('F4: seal gives up while Setup is not finished', async () => {
    using guest = await bootstrapped();
    guest.write('C:/Windows/Setup/State/State.ini', 'ImageState=IMAGE_STATE_UNDEPLOYABLE\r\n');

    const { exitCode } = await guest.run('F:/goldpane/seal.sh');

    expect(exitCode).toBe(1);
    expect(guest.messages()).toContainEqual({ kind: 'error', where: 'seal', text: 'Setup is not finished' });
  });

  test.for([
    { reason: 'with the answer file of its medium', files: { 'sysprep/unattend.xml': '<unattend/>' }, exitCode: 0 },
    { reason: 'but not without it', files: {}, exitCode: 1 },
  ])('F4: generalize leaves the state of a generalized image, $reason', async ({ files, exitCode }) => {
    using guest = await bootstrapped();
    guest.write('C:/Windows/Setup/State/State.ini', 'ImageState=IMAGE_STATE_COMPLETE\r\n');
    guest.attachInstallMedium();
    guest.attach('GP_LAYER', 'D', files);

    expect(await guest.run('F:/goldpane/generalize.sh')).toMatchObject({ exitCode });
    expect(guest.read('C:/Windows/Setup/State/State.ini').includes('GENERALIZE_RESEAL_TO_OOBE')).toBe(exitCode === 0);
  });

  test('the steps of the rehearsal recipe do what they say', async () => {
    using guest = new PlayedGuest(shell);
    guest.attachInstallMedium();

    await guest.run('F:/goldpane/rehearsal-tools.sh', '-Name', 'greet');
    await guest.run('F:/goldpane/rehearsal-settings.sh', '-Greeting', 'good day');

    expect(guest.read('C:/Tools/greet.cmd')).toBe('@echo Hello from goldpane\r\n');
    expect(guest.read('C:/ProgramData/rehearsal/settings.ini')).toBe('greeting=good day\r\n');
  });
});
