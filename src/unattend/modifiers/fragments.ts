import type { AnswerElement } from '../answer-document.ts';
import { addItem, childrenOf, component, descend, mark, setText } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import { elements } from '../answer-tree.ts';
import { readAnswerXml } from '../read-answer-xml.ts';
import type { XmlElement } from '../read-xml.ts';

/**
 * Adds the recipe's own fragments, the last word on every setting: items of lists (`wcm:action="add"`) are appended,
 * values replace those that are there. Throws `GP-ANSWER-UNREADABLE`.
 */
export function fragments(root: AnswerElement, { extra }: AnswerFileOptions): void {
  for (const file of extra ?? []) {
    for (const settings of elements(readAnswerXml(file), 'settings')) {
      const pass = settings.attributes.get('pass') ?? '';
      for (const source of elements(settings, 'component')) {
        merge(component(root, pass, source.attributes.get('name') ?? ''), source);
      }
    }
  }
}

function merge(target: AnswerElement, source: XmlElement): void {
  // Elements with a prefix belong to other programs.
  for (const child of source.children.filter(({ name }) => !name.includes(':'))) {
    const marks = wcmMarks(child);
    const isItem = marks.get('action') === 'add';
    const into = isItem ? addItem(target, child.name) : descend(target, child.name);
    for (const [name, value] of marks) mark(into, name, value);
    if (child.children.length > 0) merge(into, child);
    else if (childrenOf(into).length === 0) setText(into, child.text.trim());
  }
}

function wcmMarks({ attributes }: XmlElement): ReadonlyMap<string, string> {
  const marks = [...attributes].filter(([key]) => /:(action|keyValue)$/.test(key));
  return new Map(marks.map(([key, value]) => [key.slice(key.indexOf(':') + 1), value]));
}
