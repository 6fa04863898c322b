import { expect, test } from 'vitest';
import { agentChannelOver } from '../../src/machine/agent-channel.ts';
import { guestAgent } from '../../src/machine/guest-agent.ts';
import { type SocketPair, socketPair } from '../helpers/socket-pair.ts';

/** Plays an agent that knows one file: answers questions until `dies` takes one, which stays unanswered. */
async function playAgent(pair: SocketPair, content: string, dies: (command: string) => boolean): Promise<string[]> {
  const asked: string[] = [];
  for (;;) {
    const line = await pair.nextLine();
    const { execute, arguments: args } = JSON.parse(line.replace('\u00ff', ''));
    if (execute === 'guest-sync-delimited') {
      pair.peer.write(Buffer.concat([Buffer.of(0xff), Buffer.from(`{"return": ${args.id}}\n`)]));
      continue;
    }
    asked.push(execute);
    if (dies(execute)) return asked;
    const answers: Record<string, unknown> = {
      'guest-file-open': 1000,
      'guest-file-read': { count: content.length, 'buf-b64': Buffer.from(content).toString('base64'), eof: true },
    };
    pair.peer.write(`${JSON.stringify({ return: answers[execute] ?? {} })}\n`);
    if (execute === 'guest-file-close') return asked;
  }
}

test('readFile() begins again when the agent dies in the middle', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  const agent = guestAgent(channel);
  channel.setOpen(true);

  const reading = agent.readFile('C:/exit.json');
  const first = await playAgent(pair, '', (command) => command === 'guest-file-read');
  channel.setOpen(false);
  channel.setOpen(true);
  const closing = await playAgent(pair, '', () => false);
  const second = await playAgent(pair, 'whole', () => false);

  expect([first, closing, second]).toEqual([
    ['guest-file-open', 'guest-file-read'],
    ['guest-file-close'],
    ['guest-file-open', 'guest-file-read', 'guest-file-close'],
  ]);
  expect((await reading)?.toString()).toBe('whole');
});

test('exec() does not begin again: the program may have run', async () => {
  await using pair = await socketPair();
  const channel = agentChannelOver(pair.connection);
  channel.setOpen(true);

  const running = guestAgent(channel).exec('cmd.exe', []);
  await playAgent(pair, '', (command) => command === 'guest-exec');
  channel.setOpen(false);

  await expect(running).rejects.toMatchObject({ code: 'GP-GUEST-AGENT' });
});
