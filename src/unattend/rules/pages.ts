import { components, elements, elementsAt, textAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

/** Pages at which Setup or the first start wait for a person. */
export const pages: Rule = ({ root, all, target }) => {
  const setups = components(root, 'windowsPE', 'Microsoft-Windows-Setup').filter(
    (setup) => elements(setup, 'ImageInstall').length > 0 || elementsAt(setup, 'DiskConfiguration/Disk').length > 0,
  );
  const shells = components(root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup');
  return [
    ...setups.flatMap(checkSetup),
    ...shells.flatMap((shell) => elements(shell, 'OOBE')).flatMap(checkOobe),
    ...(target.release?.kind === 'server'
      ? []
      : shells.filter((shell) => elements(shell, 'OOBE').length > 0).flatMap(checkAccounts)),
    ...all
      .filter(({ name, text }) => name === 'WillShowUI' && text.trim() === 'Always')
      .map((element) => waits(element, 'WillShowUI is Always', 'Say OnError')),
  ];
};

function checkSetup(setup: XmlElement): readonly AnswerFinding[] {
  const image = elementsAt(setup, 'ImageInstall/OSImage')[0];
  const hasPlace =
    textAt(image, 'InstallToAvailablePartition') !== undefined || elementsAt(image, 'InstallTo').length > 0;
  return [
    ...(isTrue(setup, 'UserData/AcceptEula')
      ? []
      : [waits(setup, 'UserData/AcceptEula is not true', 'Set it to true')]),
    ...(image && !hasPlace
      ? [waits(image, 'Nothing says where to install', 'Add InstallTo with DiskID and PartitionID')]
      : []),
  ];
}

function checkOobe(oobe: XmlElement): readonly AnswerFinding[] {
  if (isTrue(oobe, 'SkipMachineOOBE')) return [];
  return [
    ...(isTrue(oobe, 'HideEULAPage') ? [] : [waits(oobe, 'HideEULAPage is not true', 'Set it to true')]),
    ...(textAt(oobe, 'ProtectYourPC') ? [] : [waits(oobe, 'ProtectYourPC is not given', 'Set it to 3, or to 1')]),
  ];
}

function checkAccounts(shell: XmlElement): readonly AnswerFinding[] {
  const accounts = elementsAt(shell, 'UserAccounts').flatMap(({ children }) => children);
  const hasAny = accounts.length > 0 || textAt(shell, 'AutoLogon/Username') || isTrue(shell, 'OOBE/SkipUserOOBE');
  if (hasAny) return [];
  return [waits(shell, 'No account is made', 'Add UserAccounts/LocalAccounts with one LocalAccount')];
}

function isTrue(parent: XmlElement, path: string): boolean {
  return /^(true|1)$/i.test(textAt(parent, path) ?? '');
}

function waits(element: XmlElement, found: string, remedy: string): AnswerFinding {
  const words = { found, why: 'Windows shows the page and waits for a person', remedy };
  return findingAt(element, 'GP-ANSWER-PAGE', words, 'warning');
}
