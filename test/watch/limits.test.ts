import { expect, test } from 'vitest';
import { limitScale } from '../../src/watch/limits.ts';

test('limits are written for KVM and 15 times as long without it', () => {
  expect([limitScale('kvm'), limitScale('tcg')]).toEqual([1, 15]);
});
