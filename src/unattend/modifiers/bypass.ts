import type { Bypass } from '../../base/recipe.ts';
import type { AnswerElement } from '../answer-document.ts';
import { addItem, component, descend, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

// Values that Setup reads in Windows PE; docs: dockur/windows and lima-vm/lima set the same ones.
const values: Readonly<Record<Bypass, string>> = {
  cpu: 'BypassCPUCheck',
  ram: 'BypassRAMCheck',
  'secure-boot': 'BypassSecureBootCheck',
  storage: 'BypassStorageCheck',
  tpm: 'BypassTPMCheck',
};

/** Makes Setup pass over checks of the hardware; only what the recipe names, for goldpane's machine passes them all. */
export function bypass(root: AnswerElement, options: AnswerFileOptions): void {
  for (const check of options.bypass ?? []) {
    const setup = component(root, 'windowsPE', 'Microsoft-Windows-Setup');
    fillTexts(addItem(descend(setup, 'RunSynchronous'), 'RunSynchronousCommand'), {
      Description: `goldpane: no check of ${check}`,
      Path: `reg.exe add HKLM\\SYSTEM\\Setup\\LabConfig /v ${values[check]} /t REG_DWORD /d 1 /f`,
    });
  }
}
