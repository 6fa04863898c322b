import { expect, test } from 'vitest';
import { isErrorCode } from '../../src/base/error-codes.ts';
import { asGoldpaneError, cancelledError, GoldpaneError, throwIfCancelled } from '../../src/base/errors.ts';
import { namePattern, sha256From } from '../../src/base/ids.ts';

test('an error carries code, remedy, cause and the exit code of its kind', () => {
  const cause = new Error('inner');
  const error = new GoldpaneError('GP-HOST-KVM', 'KVM does not run guests', { hint: 'Join the group kvm', cause });

  expect(error).toMatchObject({ code: 'GP-HOST-KVM', exitCode: 3, hint: 'Join the group kvm', cause, findings: [] });
});

test('cancelledError() keeps an error that was given as the reason', () => {
  const reason = new GoldpaneError('GP-GUEST-PANIC', 'crashed', { hint: 'look' });

  expect(cancelledError(AbortSignal.abort(reason))).toBe(reason);
  expect(cancelledError(AbortSignal.abort())).toMatchObject({ code: 'GP-CANCELLED', exitCode: 130 });
});

test('throwIfCancelled() throws when the signal has fired, and only then', () => {
  expect(() => throwIfCancelled(undefined)).not.toThrow();
  expect(() => throwIfCancelled(new AbortController().signal)).not.toThrow();
  expect(() => throwIfCancelled(AbortSignal.abort())).toThrow(GoldpaneError);
});

test.for([
  { reason: 'an error', thrown: new Error('boom') },
  { reason: 'a text', thrown: 'boom' },
])('asGoldpaneError() makes an internal error of $reason', ({ thrown }) => {
  expect(asGoldpaneError(thrown)).toMatchObject({
    code: 'GP-INTERNAL',
    message: 'goldpane failed unexpectedly: boom',
    cause: thrown,
  });
});

test('asGoldpaneError() leaves our own errors as they are', () => {
  const error = new GoldpaneError('GP-USAGE', 'no', { hint: 'yes' });

  expect(asGoldpaneError(error)).toBe(error);
});

test('isErrorCode() knows the codes and nothing of Object', () => {
  expect(['GP-MEDIA-HASH', 'GP-NONE', 'toString'].map(isErrorCode)).toEqual([true, false, false]);
});

test('names become file names, digests are digests', () => {
  const names = ['win11-25h2', 'a', '..', '.hidden', 'A', 'a/b', '', '-x'];

  expect(names.filter((name) => namePattern.test(name))).toEqual(['win11-25h2', 'a']);
  expect(sha256From('a'.repeat(64))).toBe('a'.repeat(64));
  expect(() => sha256From('A'.repeat(64))).toThrow(TypeError);
});
