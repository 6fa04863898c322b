import type { AnswerElement } from './answer-document.ts';
import { parseSkeleton, serialiseAnswerFile } from './answer-document.ts';
import type { AnswerFileOptions, Skeletons } from './answer-file-options.ts';
import { accounts } from './modifiers/accounts.ts';
import { architecture } from './modifiers/architecture.ts';
import { autoLogon } from './modifiers/auto-logon.ts';
import { bypass } from './modifiers/bypass.ts';
import { commands } from './modifiers/commands.ts';
import { computer } from './modifiers/computer.ts';
import { defender } from './modifiers/defender.ts';
import { firewall } from './modifiers/firewall.ts';
import { fragments } from './modifiers/fragments.ts';
import { international } from './modifiers/international.ts';
import { layOutDisk } from './modifiers/lay-out-disk.ts';
import { numberItems } from './modifiers/number-items.ts';
import { productKey } from './modifiers/product-key.ts';
import { remoteDesktop } from './modifiers/remote-desktop.ts';
import { selectImage } from './modifiers/select-image.ts';
import { setupLanguage } from './modifiers/setup-language.ts';
import { virtualisationBasedSecurity } from './modifiers/virtualisation-based-security.ts';
import { readAnswerXml } from './read-answer-xml.ts';
import type { AnswerFileSecrets, RevealedSecrets } from './reveal-secrets.ts';
import { revealSecrets } from './reveal-secrets.ts';

type Modifier = (root: AnswerElement, options: AnswerFileOptions, secrets: RevealedSecrets) => void;

// The last three work on what the others wrote.
const installation: readonly Modifier[] = [
  setupLanguage,
  international,
  layOutDisk,
  selectImage,
  productKey,
  computer,
  remoteDesktop,
  firewall,
  defender,
  virtualisationBasedSecurity,
  accounts,
  autoLogon,
  bypass,
  commands,
  fragments,
  numberItems,
  architecture,
];

// The image has the rest from its installation.
const firstStart: readonly Modifier[] = [international, computer, accounts, architecture];

/**
 * An answer file: the skeleton, or the recipe's own template, with every modifier applied, as ASCII with CRLF and
 * without a byte-order mark. Without `secrets` it holds placeholders, so that a rendered file can be shown, logged and
 * hashed. Throws `GP-ANSWER-UNREADABLE` when a template or fragment of the recipe is no answer file.
 */
export function renderAnswerFile(
  options: AnswerFileOptions,
  skeletons: Skeletons,
  secrets?: AnswerFileSecrets,
): string {
  // Read strictly first: a template comes from a recipe, and the writer's own parser is forgiving.
  if (options.template) readAnswerXml(options.template);
  return render(options.template?.text ?? skeletons[options.skeleton], installation, options, secrets);
}

/**
 * The answer file that sysprep is given when an image is generalized: what a clone would ask a person at its first
 * start. Each clone makes up a computer name, whatever the installed system was called. Written as `renderAnswerFile`
 * writes.
 */
export function renderSysprepFile(options: AnswerFileOptions, skeleton: string, secrets?: AnswerFileSecrets): string {
  return render(skeleton, firstStart, { ...options, hostname: '*' }, secrets);
}

function render(
  skeleton: string,
  modifiers: readonly Modifier[],
  options: AnswerFileOptions,
  secrets: AnswerFileSecrets | undefined,
): string {
  const root = parseSkeleton(skeleton);
  const revealed = revealSecrets(secrets);
  for (const modify of modifiers) modify(root, options, revealed);
  return serialiseAnswerFile(root);
}
