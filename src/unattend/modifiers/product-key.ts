import type { AnswerElement } from '../answer-document.ts';
import { component, descend, setTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/**
 * Media for several editions stop at the key page without a key; evaluation media refuse every key, and an empty
 * `Key` is invalid, so there the element is left out and only the page is hidden.
 */
export function productKey(root: AnswerElement, options: AnswerFileOptions): void {
  const setup = component(root, 'windowsPE', 'Microsoft-Windows-Setup');
  setTexts(descend(setup, 'UserData/ProductKey'), { Key: options.productKey, WillShowUI: 'OnError' });
}
