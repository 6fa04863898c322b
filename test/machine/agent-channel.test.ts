import { expect, test } from 'vitest';
import { agentChannelOver } from '../../src/machine/agent-channel.ts';
import { type SocketPair, socketPair } from '../helpers/socket-pair.ts';

/** Answers the next sync; gives its id. */
async function answerSync(pair: SocketPair): Promise<number> {
  const line = await pair.nextLine();
  expect(line.startsWith('\u00ff')).toBe(true);
  const { id } = JSON.parse(line.slice(1)).arguments;
  pair.peer.write(Buffer.concat([Buffer.of(0xff), Buffer.from(`{"return": ${id}}\n`)]));
  return id;
}

test('call() waits for the port to open and gets in step before it asks', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);

  const call = channel.call('guest-ping');
  channel.setOpen(true);
  await answerSync(pair);

  expect(await pair.nextLine()).toBe('{"execute":"guest-ping","arguments":{}}');
  pair.peer.write('{"return": {}}\n');
  expect(await call).toEqual({ kind: 'reply', value: {} });
});

test('call() takes no stale answer for its own (D2)', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  channel.setOpen(true);

  const late = channel.call('guest-exec-status', {}, { timeoutMs: 100 });
  await answerSync(pair);
  await pair.nextLine();
  await expect(late).rejects.toMatchObject({ code: 'GP-GUEST-AGENT', message: expect.stringContaining('in time') });
  const call = channel.call('guest-ping');
  pair.peer.write('{"return": "the late answer"}\n');
  await answerSync(pair);
  await pair.nextLine();
  pair.peer.write('{"return": "its own"}\n');

  expect(await call).toEqual({ kind: 'reply', value: 'its own' });
});

test('call() asks one question at a time', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  channel.setOpen(true);

  const calls = Promise.all([channel.call('first'), channel.call('second')]);
  await answerSync(pair);
  const first = await pair.nextLine();
  pair.peer.write('{"return": 1}\n');
  const second = await pair.nextLine();
  pair.peer.write('{"error": {"class": "CommandNotFound", "desc": "no second"}}\n');

  expect([first, second].map((line) => JSON.parse(line).execute)).toEqual(['first', 'second']);
  expect(await calls).toEqual([
    { kind: 'reply', value: 1 },
    { kind: 'error', text: 'no second' },
  ]);
});

test('call() fails at once when the agent goes away in the middle', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  channel.setOpen(true);

  const call = channel.call('guest-ping', {}, { timeoutMs: 60_000 });
  await answerSync(pair);
  await pair.nextLine();
  channel.setOpen(false);

  await expect(call).rejects.toMatchObject({ code: 'GP-GUEST-AGENT', message: expect.stringContaining('went away') });
});

test('call() fails when no agent comes', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);

  await expect(channel.call('guest-ping', {}, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'GP-GUEST-AGENT' });
});

test('call() ends when its signal fires, and the channel still works', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  const controller = new AbortController();

  const cancelled = channel.call('guest-ping', {}, { signal: controller.signal });
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'GP-CANCELLED' });
  channel.setOpen(true);
  const call = channel.call('guest-ping');
  await answerSync(pair);
  await pair.nextLine();
  pair.peer.write('{"return": {}}\n');

  expect(await call).toEqual({ kind: 'reply', value: {} });
});

test('tell() takes silence, or the end of the agent, as success, and gives a refusal', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  channel.setOpen(true);

  const refused = channel.tell('guest-shutdown');
  await answerSync(pair);
  await pair.nextLine();
  pair.peer.write('{"error": {"class": "GenericError", "desc": "disabled"}}\n');
  expect(await refused).toBe('disabled');
  const taken = channel.tell('guest-shutdown');
  await pair.nextLine();
  channel.setOpen(false);

  expect(await taken).toBeUndefined();
});

test('call() shows no argument in its errors: one may be a secret (J2)', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  const args = { username: 'admin', password: 'aHVudGVyMg==' };

  const unanswered = channel.call('guest-set-user-password', args, { timeoutMs: 20 });

  await expect(unanswered).rejects.toMatchObject({ message: 'The guest agent does not answer' });
  channel.setOpen(true);
  const left = channel.call('guest-set-user-password', args);
  await answerSync(pair);
  await pair.nextLine();
  channel.setOpen(false);
  await expect(left).rejects.toMatchObject({
    message: 'The guest agent went away before it answered guest-set-user-password',
  });
});
