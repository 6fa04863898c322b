import type { AnswerElement } from '../answer-document.ts';
import { childrenOf, descend, descendantsOf, nameOf, setText } from '../answer-document.ts';

const orderedItems = ['RunSynchronousCommand', 'SynchronousCommand', 'CreatePartition', 'ModifyPartition'];

/** Numbers the items of every ordered list from 1, in document order. */
export function numberItems(root: AnswerElement): void {
  for (const list of descendantsOf(root)) {
    const items = childrenOf(list).filter((item) => orderedItems.includes(nameOf(item)));
    items.forEach((item, index) => {
      setText(item, 'Order', index + 1);
      // Order first: that is how people look for it.
      const order = descend(item, 'Order').node;
      item.node.insertBefore(order, item.node.firstChild);
    });
  }
}
