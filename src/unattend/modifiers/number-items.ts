import type { AnswerElement } from '../answer-document.ts';
import { childrenOf, descend, descendantsOf, nameOf, setText, textOf } from '../answer-document.ts';

const orderedItems = ['RunSynchronousCommand', 'SynchronousCommand', 'CreatePartition', 'ModifyPartition'];

/** Numbers the items of every ordered list from 1: by the numbers that they have, the others after them. */
export function numberItems(root: AnswerElement): void {
  for (const list of descendantsOf(root)) {
    const items = childrenOf(list).filter((item) => orderedItems.includes(nameOf(item)));
    const numbered = items.map((item) => ({ item, order: orderOf(item) })).sort((a, b) => a.order - b.order);
    for (const [index, { item }] of numbered.entries()) {
      const order = descend(item, 'Order');
      setText(order, index + 1);
      // Order first: that is how people look for it.
      item.node.insertBefore(order.node, item.node.firstChild);
    }
  }
}

function orderOf(item: AnswerElement): number {
  const [order] = childrenOf(item, 'Order');
  const number = order ? Number(textOf(order)) : Number.NaN;
  return Number.isInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}
