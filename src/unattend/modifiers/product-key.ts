import type { AnswerElement } from '../answer-document.ts';
import { component, descend, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import type { RevealedSecrets } from '../reveal-secrets.ts';

/**
 * Media for several editions stop at the key page without a key; evaluation media refuse every key, and an empty
 * `Key` is invalid, so there the element is left out and only the page is hidden. A key that activates goes into
 * specialize (docs: work-with-product-keys-and-activation): in windowsPE it could pick another edition.
 */
export function productKey(root: AnswerElement, options: AnswerFileOptions, secrets: RevealedSecrets): void {
  const setup = component(root, 'windowsPE', 'Microsoft-Windows-Setup');
  fillTexts(descend(setup, 'UserData/ProductKey'), { Key: options.productKey, WillShowUI: 'OnError' });
  if (!options.hasLicenseKey) return;
  fillTexts(component(root, 'specialize', 'Microsoft-Windows-Shell-Setup'), { ProductKey: secrets.licenseKey });
}
