import type { AnswerElement } from '../answer-document.ts';
import { addItem, component, descend, fillTexts } from '../answer-document.ts';
import { installMediumLabel, peCommandByLabel, windowsCommandByLabel } from '../find-script-by-label.ts';

/**
 * The three commands of an answer file, one for each pass: Windows may start several first-logon commands at the
 * same time (docs: microsoft-windows-shell-setup-firstlogoncommands), and one that fails in specialize ends Setup.
 */
export function commands(root: AnswerElement): void {
  const windowsPe = component(root, 'windowsPE', 'Microsoft-Windows-Setup');
  fillTexts(addItem(descend(windowsPe, 'RunSynchronous'), 'RunSynchronousCommand'), {
    Description: 'goldpane: say that Setup runs',
    Path: peCommandByLabel(installMediumLabel, 'goldpane\\winpe.cmd'),
  });
  const deployment = component(root, 'specialize', 'Microsoft-Windows-Deployment');
  fillTexts(addItem(descend(deployment, 'RunSynchronous'), 'RunSynchronousCommand'), {
    Description: 'goldpane: prepare the installed system',
    Path: windowsCommandByLabel(installMediumLabel, 'goldpane\\specialize.ps1'),
    WillReboot: 'Never',
  });
  const shell = component(root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup');
  fillTexts(addItem(descend(shell, 'FirstLogonCommands'), 'SynchronousCommand'), {
    Description: 'goldpane: start the guest agent',
    CommandLine: windowsCommandByLabel(installMediumLabel, 'goldpane\\bootstrap.ps1'),
    RequiresUserInput: false,
  });
}
