import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { deadline, delay, settlesWithin } from '../../src/host/clock.ts';

test('delay() ends at once when cancelled, and leaves no listener behind', async () => {
  const controller = new AbortController();
  await delay(1, controller.signal);
  const waiting = delay(3_600_000, controller.signal);
  controller.abort();

  await expect(waiting).rejects.toMatchObject({ code: 'GP-CANCELLED' });
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});

test('deadline() tells the end of the time from a cancellation', async () => {
  const controller = new AbortController();
  const [timely, cancelled] = [deadline(1, controller.signal), deadline(3_600_000, controller.signal)];
  await new Promise((resolve) => timely.addEventListener('abort', resolve));
  controller.abort(new Error('asked'));

  expect([timely.reason.name, cancelled.reason.message]).toEqual(['TimeoutError', 'asked']);
});

test.for([
  { reason: 'it is settled already', work: () => Promise.resolve(), expected: true },
  { reason: 'it fails in time', work: () => Promise.reject(new Error('x')), expected: true },
  { reason: 'it never ends', work: () => new Promise(() => undefined), expected: false },
])('settlesWithin(): $reason', async ({ work, expected }) => {
  expect(await settlesWithin(work(), 20)).toBe(expected);
});

test('settlesWithin() leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();

  await settlesWithin(Promise.resolve(), 3_600_000);

  expect(timers()).toBe(before);
});
