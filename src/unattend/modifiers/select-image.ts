import type { AnswerElement } from '../answer-document.ts';
import { addItem, childrenOf, component, descend, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import { windowsPartition } from './lay-out-disk.ts';

/**
 * Picks the edition by its index: names differ between media of one release. `InstallFrom` stands before
 * `InstallTo`, which some Setup versions need (docs: microsoft-windows-setup-imageinstall-osimage-installfrom-metadata).
 */
export function selectImage(root: AnswerElement, options: AnswerFileOptions): void {
  const image = descend(component(root, 'windowsPE', 'Microsoft-Windows-Setup'), 'ImageInstall/OSImage');
  const [given] = childrenOf(descend(image, 'InstallFrom'), 'MetaData');
  fillTexts(given ?? addItem(descend(image, 'InstallFrom'), 'MetaData'), {
    Key: '/IMAGE/INDEX',
    Value: options.imageIndex,
  });
  fillTexts(descend(image, 'InstallTo'), { DiskID: windowsPartition.disk, PartitionID: windowsPartition.partition });
}
