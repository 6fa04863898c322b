import type { AnswerElement } from './answer-document.ts';
import { parseSkeleton, serialiseAnswerFile } from './answer-document.ts';
import type { AnswerFileOptions, AnswerFileSecrets, Skeletons } from './answer-file-options.ts';
import { accounts } from './modifiers/accounts.ts';
import { architecture } from './modifiers/architecture.ts';
import { commands } from './modifiers/commands.ts';
import { computer } from './modifiers/computer.ts';
import { international } from './modifiers/international.ts';
import { layOutDisk } from './modifiers/lay-out-disk.ts';
import { numberItems } from './modifiers/number-items.ts';
import { productKey } from './modifiers/product-key.ts';
import { selectImage } from './modifiers/select-image.ts';

/** Stands where the password goes in an answer file that is rendered for people. */
export const passwordPlaceholder = '{{GOLDPANE_PASSWORD}}';

type Modifier = (root: AnswerElement, options: AnswerFileOptions, password: string) => void;

// The last two work on what the others wrote.
const modifiers: readonly Modifier[] = [
  international,
  layOutDisk,
  selectImage,
  productKey,
  computer,
  accounts,
  commands,
  numberItems,
  architecture,
];

/**
 * An answer file: the skeleton with every modifier applied, as ASCII with CRLF and without a byte-order mark.
 * Without `secrets` it holds placeholders, so that a rendered file can be shown, logged and hashed.
 */
export function renderAnswerFile(
  options: AnswerFileOptions,
  skeletons: Skeletons,
  secrets?: AnswerFileSecrets,
): string {
  const root = parseSkeleton(skeletons[options.skeleton]);
  const password = secrets?.password.reveal() ?? passwordPlaceholder;
  for (const modify of modifiers) modify(root, options, password);
  return serialiseAnswerFile(root);
}
