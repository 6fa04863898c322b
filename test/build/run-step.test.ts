import { expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import type { EventBody } from '../../src/base/events.ts';
import type { LayerKey, Nonce } from '../../src/base/ids.ts';
import type { PlannedLayer, PlannedStep } from '../../src/base/plan.ts';
import { stepPaths } from '../../src/build/layer/guest-paths.ts';
import { runStep, type StepGuest } from '../../src/build/layer/run-step.ts';
import type { TakenLogs } from '../../src/build/layer/step-log.ts';
import { step } from '../plan/plan-inputs.ts';

const nonce = 'a'.repeat(32) as Nonce;
const otherBoot = 'b'.repeat(32);
const key = 'c'.repeat(64) as LayerKey;
const paths = stepPaths(key, '01-tools');

/** What the job of a step does when it is started. */
type Job = (guest: PlayedGuest) => void;
type PlayedGuest = {
  readonly files: Map<string, Buffer>;
  readonly exit: (exit: object | string) => void;
  readonly log: (text: string | Buffer) => void;
  /** Each look at the log finds one piece more, and then the job is over. */
  readonly writeBetweenLooks: (pieces: readonly (string | Buffer)[]) => void;
};

/** A guest with files in memory; `starts` are the answers to its starts, the last one again and again. */
function playedGuest(...starts: Job[]) {
  const files = new Map<string, Buffer>();
  const events: EventBody[] = [];
  const over = new AbortController();
  let unwritten: (string | Buffer)[] = [];
  const played: PlayedGuest = {
    files,
    exit: (exit) => {
      const usual = { schema: 'goldpane/exit/1', exitCode: 0, boot: nonce, rebootPending: false, endedAt: 'now' };
      files.set(paths.exit, Buffer.from(typeof exit === 'string' ? exit : JSON.stringify({ ...usual, ...exit })));
    },
    log: (text) => files.set(paths.log, Buffer.concat([files.get(paths.log) ?? Buffer.alloc(0), Buffer.from(text)])),
    writeBetweenLooks: (pieces) => {
      unwritten = [...pieces];
    },
  };
  let started = 0;
  const guest: StepGuest = {
    nonce,
    emit: (event) => events.push(event),
    signal: over.signal,
    agent: {
      exec: async () => {
        starts[Math.min(started++, starts.length - 1)]?.(played);
        return { exitCode: 0, stdout: '', stderr: '' };
      },
      readFile: async (path, { fromByte = 0 } = {}) => {
        const piece = path === paths.log ? unwritten.shift() : undefined;
        if (piece !== undefined) played.log(piece);
        if (piece !== undefined && unwritten.length === 0) played.exit({});
        return files.get(path)?.subarray(fromByte);
      },
    },
  };
  const taken: TakenLogs = new Map();
  const run = (wishes: Partial<PlannedStep> = {}, limitMs = 10_000) => {
    const planned: PlannedStep = { ...step('tools.ps1'), id: '01-tools', sources: [], packages: [], ...wishes };
    const layer: PlannedLayer = { name: 'demo', kind: 'script', key, network: 'none', steps: [planned] };
    return runStep(guest, layer, planned, { limitMs, taken });
  };
  return { ...played, run, events, over, starts: () => started };
}

const agentGone = () => {
  throw new GoldpaneError('GP-GUEST-AGENT', 'The guest agent went away', { hint: 'x' });
};

type Row = {
  readonly reason: string;
  readonly exit: object;
  readonly wishes?: Partial<PlannedStep>;
  readonly outcome?: 'finished' | 'reboot';
  readonly said?: string;
};

test.for<Row>([
  { reason: 'exit code 0', exit: {}, outcome: 'finished' },
  {
    reason: 'a bad exit code',
    exit: { exitCode: 1 },
    said: 'Step tools of layer demo ended with exit code 1, wanted 0, 3010',
  },
  {
    reason: 'an exit code that the recipe accepts',
    exit: { exitCode: 7 },
    wishes: { acceptExitCodes: [7] },
    outcome: 'finished',
  },
  {
    reason: '0 is refused where only 7 is accepted',
    exit: {},
    wishes: { acceptExitCodes: [7] },
    said: 'Step tools of layer demo ended with exit code 0, wanted 7',
  },
  {
    reason: '3010 asks for a restart that is allowed',
    exit: { exitCode: 3010 },
    wishes: { reboot: 'allowed' },
    outcome: 'reboot',
  },
  {
    reason: '3010 asks for a restart that is not allowed',
    exit: { exitCode: 3010 },
    said: 'Step tools of layer demo left a restart pending',
  },
  {
    reason: '3010 where it is no accepted exit code',
    exit: { exitCode: 3010 },
    wishes: { acceptExitCodes: [0], reboot: 'allowed' },
    said: 'Step tools of layer demo ended with exit code 3010, wanted 0',
  },
  {
    reason: 'Windows has a restart pending, which is allowed',
    exit: { rebootPending: true },
    wishes: { reboot: 'allowed' },
    outcome: 'reboot',
  },
  {
    reason: 'Windows has a restart pending, which is not allowed',
    exit: { rebootPending: true },
    said: 'Step tools of layer demo left a restart pending',
  },
  { reason: 'a restart may follow and none is pending', exit: {}, wishes: { reboot: 'allowed' }, outcome: 'finished' },
  { reason: 'a restart always follows', exit: {}, wishes: { reboot: 'always' }, outcome: 'reboot' },
  {
    reason: 'D5 the guest has restarted since: nothing is pending any more',
    exit: { rebootPending: true, boot: otherBoot },
    wishes: { reboot: 'allowed' },
    outcome: 'finished',
  },
  {
    reason: 'D5 a restart that always follows has been',
    exit: { boot: otherBoot },
    wishes: { reboot: 'always' },
    outcome: 'finished',
  },
])('$reason', async ({ exit, wishes, outcome, said }) => {
  const guest = playedGuest((job) => job.exit(exit));

  const ended = guest.run(wishes);

  if (said === undefined) expect(await ended).toBe(outcome);
  else await expect(ended).rejects.toMatchObject({ code: 'GP-GUEST-STEP', message: said });
  const { exitCode = 0 } = exit as { exitCode?: number };
  const accepted = (wishes?.acceptExitCodes ?? [0, 3010]).includes(exitCode);
  expect(guest.events).toEqual([
    { kind: 'step.started', layer: 'demo', step: 'tools', title: 'tools.ps1' },
    { kind: 'step.finished', layer: 'demo', step: 'tools', exitCode, accepted },
  ]);
});

test('a step that an earlier boot has finished is not started again, and is judged again', async () => {
  const guest = playedGuest();
  guest.exit({ boot: otherBoot });

  expect(await guest.run()).toBe('finished');
  expect([guest.starts(), guest.events]).toEqual([0, []]);

  guest.exit({ boot: otherBoot, exitCode: 1 });
  await expect(guest.run()).rejects.toMatchObject({ code: 'GP-GUEST-STEP' });
});

test('the log is followed line by line, whole characters only, and to its end', async () => {
  const euro = Buffer.from('€');
  const pieces = [
    'one\ntw',
    Buffer.concat([Buffer.from('o '), euro.subarray(0, 1)]),
    Buffer.concat([euro.subarray(1), Buffer.from('\r\nno end')]),
  ];
  const guest = playedGuest((job) => job.writeBetweenLooks(pieces));

  await guest.run();

  const texts = guest.events.flatMap((event) => (event.kind === 'step.output' ? [event.text] : []));
  expect(texts).toEqual(['one\n', 'two €\r\n', 'no end']);
});

test('D5 what was told of a log before a restart is not told again after it', async () => {
  const guest = playedGuest((job) => job.writeBetweenLooks(['before\n', 'after\n']));

  await guest.run();
  await guest.run();

  const texts = guest.events.flatMap((event) => (event.kind === 'step.output' ? [event.text] : []));
  expect(texts).toEqual(['before\n', 'after\n']);
});

test('what has no end of line is shown in pieces', async () => {
  const guest = playedGuest((job) => job.writeBetweenLooks(['x'.repeat(70_000), 'y']));

  await guest.run();

  const texts = guest.events.flatMap((event) => (event.kind === 'step.output' ? [event.text] : []));
  expect(texts).toEqual(['x'.repeat(70_000), 'y']);
});

test('a failed step is told with the last line that says something', async () => {
  const guest = playedGuest((job) => {
    job.log('looking\r\nsetup.exe: no licence\r\n\r\n');
    job.exit({ exitCode: 5 });
  });

  await expect(guest.run()).rejects.toThrow(
    'Step tools of layer demo ended with exit code 5, wanted 0, 3010; its last line: "setup.exe: no licence"',
  );
});

test('a start is repeated when the agent dies before it answers', async () => {
  const guest = playedGuest(agentGone, (job) => job.exit({}));

  expect(await guest.run()).toBe('finished');
  expect(guest.starts()).toBe(2);
});

test('a start that fails for another reason is not repeated', async () => {
  const guest = playedGuest(() => {
    throw new GoldpaneError('GP-QMP', 'gone', { hint: 'x' });
  });

  await expect(guest.run()).rejects.toMatchObject({ code: 'GP-QMP' });
  expect(guest.starts()).toBe(1);
});

test.for([
  { reason: 'no JSON', exit: '{"exitCode":' },
  { reason: 'no exit code', exit: '{"boot":"x","rebootPending":false}' },
  { reason: 'an exit code that is no number', exit: '{"exitCode":"0","boot":"x","rebootPending":false}' },
])('an exit.json with $reason is no success', async ({ exit }) => {
  const guest = playedGuest((job) => job.exit(exit));

  await expect(guest.run()).rejects.toMatchObject({
    code: 'GP-GUEST-STEP',
    message: `Step tools of layer demo left an unreadable ${paths.exit}`,
  });
});

test('a step has a limit', async () => {
  const guest = playedGuest(() => undefined);

  await expect(guest.run({}, 300)).rejects.toMatchObject({
    code: 'GP-GUEST-LIMIT',
    message: 'Step tools of layer demo did not end within 0 s',
  });
});

test('the end of the boot is no overrun', async () => {
  const guest = playedGuest(() => void setTimeout(() => guest.over.abort(), 50));

  await expect(guest.run()).rejects.toMatchObject({ code: 'GP-CANCELLED' });
});
