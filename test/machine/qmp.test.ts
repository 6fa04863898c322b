import { expect, test } from 'vitest';
import { type Qmp, qmpOver } from '../../src/machine/qmp.ts';
import { type SocketPair, socketPair } from '../helpers/socket-pair.ts';

const greeting = '{"QMP":{"version":{"qemu":{"major":7,"minor":2,"micro":22}},"capabilities":[]}}\r\n';

async function negotiated(pair: SocketPair, onEvent = (_: string) => {}): Promise<Qmp> {
  const qmp = qmpOver(pair.connection, onEvent);
  pair.peer.write(greeting);
  await pair.nextLine();
  pair.peer.write('{"return":{},"id":1}\r\n');
  return await qmp;
}

test('qmpOver() waits for the greeting and negotiates', async () => {
  await using pair = await socketPair();

  const qmp = qmpOver(pair.connection, () => {});
  pair.peer.write(greeting);

  expect(await pair.nextLine()).toBe('{"execute":"qmp_capabilities","arguments":{},"id":1}');
  pair.peer.write('{"return":{},"id":1}\r\n');
  expect((await qmp).pendingCount()).toBe(0);
});

test('execute() finds its own reply, whatever comes first', async () => {
  await using pair = await socketPair();
  const order: string[] = [];
  const qmp = await negotiated(pair, (name) => order.push(name));

  const first = qmp.execute('query-status').then((value) => order.push(JSON.stringify(value)));
  const second = qmp.execute('query-name').then((value) => order.push(JSON.stringify(value)));
  await pair.nextLine();
  await pair.nextLine();
  pair.peer.write('{"return":"unknown","id":99}\r\n{"event":"STOP","timestamp":{}}\r\n');
  pair.peer.write('{"return":"b","id":3}\r\n{"return":"a","id":2}\r\n');
  await Promise.all([first, second]);

  expect(order).toEqual(['STOP', '"b"', '"a"']);
  expect(qmp.pendingCount()).toBe(0);
});

test('execute() fails with what was sent and what came back', async () => {
  await using pair = await socketPair();
  const qmp = await negotiated(pair);

  const call = qmp.execute('eject', { id: 'cd0' });
  await pair.nextLine();
  pair.peer.write('{"error":{"class":"GenericError","desc":"Tray is locked"},"id":2}\r\n');

  await expect(call).rejects.toMatchObject({
    code: 'GP-QMP',
    message: 'QEMU refused {"execute":"eject","arguments":{"id":"cd0"},"id":2}: GenericError: Tray is locked',
  });
  expect(qmp.pendingCount()).toBe(0);
});

test('execute() fails when the socket closes, before and after', async () => {
  await using pair = await socketPair();
  const qmp = await negotiated(pair);

  const calls = [qmp.execute('query-status'), qmp.execute('query-name')];
  await pair.nextLine();
  pair.peer.destroy();

  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({ status: 'rejected', reason: { code: 'GP-QMP' } });
  }
  await qmp.closed;
  await expect(qmp.execute('quit')).rejects.toMatchObject({ code: 'GP-QMP' });
  expect(qmp.pendingCount()).toBe(0);
});

test('execute() gives up in time, and a late reply harms nothing', async () => {
  await using pair = await socketPair();
  const qmp = await negotiated(pair);

  await expect(qmp.execute('query-status', {}, { timeoutMs: 10 })).rejects.toMatchObject({ code: 'GP-QMP' });
  pair.peer.write('{"return":"late","id":2}\r\n');
  const call = qmp.execute('query-name');
  await pair.nextLine();
  await pair.nextLine();
  pair.peer.write('{"return":"fine","id":3}\r\n');

  expect(await call).toBe('fine');
  expect(qmp.pendingCount()).toBe(0);
});

test('execute() ends when its signal fires', async () => {
  await using pair = await socketPair();
  const qmp = await negotiated(pair);
  const controller = new AbortController();

  const call = qmp.execute('query-status', {}, { signal: controller.signal });
  controller.abort();

  await expect(call).rejects.toMatchObject({ code: 'GP-CANCELLED' });
  expect(qmp.pendingCount()).toBe(0);
});

test('qmpOver() fails when QEMU dies before its greeting', async () => {
  await using pair = await socketPair();

  const qmp = qmpOver(pair.connection, () => {});
  pair.peer.destroy();

  await expect(qmp).rejects.toMatchObject({ code: 'GP-QMP' });
});
