import { elements } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule, Words } from './rule.ts';
import { findingAt } from './rule.ts';

const orderedItems = [
  'RunSynchronousCommand',
  'RunAsynchronousCommand',
  'SynchronousCommand',
  'AsynchronousCommand',
  'CreatePartition',
  'ModifyPartition',
];
const keyedItems = ['PathAndCredentials', 'FirewallGroup'];
const otherItems = ['Disk', 'MetaData', 'LocalAccount', 'DomainAccountList', 'DomainAccount', 'DataImage'];
/** Elements that are items of lists, by name. */
export const listItems: ReadonlySet<string> = new Set([...orderedItems, ...keyedItems, ...otherItems]);

/** Items of lists: marked as such, numbered, and with keys that are all different. */
export const lists: Rule = ({ all }) => [
  ...all.filter(({ name, parent }) => listItems.has(name) && parent).flatMap(checkMark),
  ...all.flatMap((list) => [...checkOrders(list), ...checkKeys(list)]),
];

function checkMark(item: XmlElement): readonly AnswerFinding[] {
  const action = wcm(item, 'action');
  if (action === 'add' || action === 'modify' || action === 'remove') return [];
  const words = {
    found: `${item.name} is not marked wcm:action="add"`,
    why: 'Setup knows the items of a list by this mark, and may pass over the others',
    remedy: 'Add wcm:action="add" to it',
  };
  return [findingAt(item, 'GP-ANSWER-LIST', words, 'warning')];
}

function checkOrders(list: XmlElement): readonly AnswerFinding[] {
  const seen = new Set<string>();
  return list.children
    .filter(({ name }) => orderedItems.includes(name))
    .flatMap((item) => {
      const words = orderProblem(item, seen);
      return words ? [findingAt(item, 'GP-ANSWER-ORDER', words)] : [];
    });
}

function orderProblem(item: XmlElement, seen: Set<string>): Words | undefined {
  const orders = elements(item, 'Order');
  const text = orders[0]?.text.trim() ?? '';
  const why = 'An item whose number is missing, wrong or repeated is not run, or stops Setup';
  const remedy = 'Number the items from 1, each number once';
  if (orders.length > 1) return { found: `${item.name} has ${orders.length} numbers`, why, remedy };
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    return {
      found: text === '' ? `${item.name} has no Order` : `${item.name} has the Order ${short(text)}`,
      why,
      remedy,
    };
  }
  const key = `${item.name} ${Number(text)}`;
  if (seen.has(key)) return { found: `Two items ${item.name} have the Order ${text}`, why, remedy };
  seen.add(key);
  return undefined;
}

function checkKeys(list: XmlElement): readonly AnswerFinding[] {
  const seen = new Set<string>();
  return list.children.flatMap((item) => {
    const key = wcm(item, 'keyValue');
    const isNew = key !== undefined && !seen.has(`${item.name} ${key}`);
    if (isNew || (key === undefined && !keyedItems.includes(item.name))) {
      seen.add(`${item.name} ${key}`);
      return [];
    }
    const words = {
      found:
        key === undefined ? `${item.name} has no wcm:keyValue` : `Two items ${item.name} have the key ${short(key)}`,
      why: 'Setup tells such items apart by their keys, and keeps one of each',
      remedy: 'Give each item a wcm:keyValue of its own',
    };
    return [findingAt(item, 'GP-ANSWER-LIST', words)];
  });
}

/** An attribute of the `wcm` namespace, whatever its prefix. */
function wcm({ attributes }: XmlElement, name: string): string | undefined {
  for (const [key, value] of attributes) if (key.endsWith(`:${name}`)) return value;
  return undefined;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
