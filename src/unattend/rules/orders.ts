import { allElements, textAt } from '../answer-tree.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

/** Items of an ordered list carry the numbers 1, 2, 3, …, each once. */
export const orders: Rule = (root) =>
  allElements(root).flatMap((list) => {
    const numbers = list.children.flatMap((item) => textAt(item, 'Order') ?? []);
    const expected = numbers.map((_, index) => String(index + 1));
    if ([...numbers].sort((a, b) => Number(a) - Number(b)).join() === expected.join()) return [];
    return [
      findingAt(list, {
        found: `The items are numbered ${numbers.join(', ')}`,
        why: 'An item whose number is missing or repeated is not run',
        remedy: 'Number them from 1 without gaps',
      }),
    ];
  });
