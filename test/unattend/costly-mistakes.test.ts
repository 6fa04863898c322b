import { expect, test } from 'vitest';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { answerFileOptions } from '../../src/unattend/answer-file-options.ts';
import { editionTarget } from '../../src/unattend/answer-file-target.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import type { RuleId } from '../../src/unattend/rules/rule.ts';
import { builtInCatalogue, loadBuiltIn } from '../recipe/built-in-files.ts';
import { skeletons } from './skeletons.ts';

const catalogue = builtInCatalogue();

type Mistake = {
  /** What costs people an hour of install. */
  readonly mistake: string;
  readonly recipe?: string;
  /** How the recipe's good file gets it. */
  readonly from: RegExp;
  readonly to: string | ((found: string) => string);
  readonly rule: RuleId;
  /** What the linter says. */
  readonly found: string;
};

const mistakes: readonly Mistake[] = [
  {
    mistake: 'DriverPaths in the wrong component',
    from: /<ImageInstall>/,
    to: '<DriverPaths/><ImageInstall>',
    rule: 'GP-ANSWER-SETTING',
    found: 'Microsoft-Windows-Setup has no setting DriverPaths',
  },
  {
    mistake: 'a byte-order mark',
    from: /^/,
    to: '\ufeff',
    rule: 'GP-ANSWER-ENCODING',
    found: 'The file starts with a byte-order mark',
  },
  {
    mistake: 'a partition that is not formatted',
    from: /<Format>NTFS<\/Format>/,
    to: '',
    rule: 'GP-ANSWER-DISK',
    found: 'The Windows partition is not formatted as NTFS in ModifyPartitions',
  },
  {
    mistake: 'a key on evaluation media',
    from: /<ProductKey>/,
    to: '<ProductKey><Key>NPPR9-FWDCX-D2C8J-H872K-2YT43</Key>',
    rule: 'GP-ANSWER-KEY',
    found: 'A product key is given for evaluation media',
  },
  {
    mistake: 'a language that the medium does not speak',
    from: /<SetupUILanguage>\s*<UILanguage>en-US/,
    to: '<SetupUILanguage><UILanguage>de-DE',
    rule: 'GP-ANSWER-LANGUAGE',
    found: 'Setup is to speak de-DE, and the medium speaks en-US',
  },
  {
    mistake: 'an Order given twice',
    from: /<Order>2<\/Order>/,
    to: '<Order>1</Order>',
    rule: 'GP-ANSWER-ORDER',
    found: 'Two items CreatePartition have the Order 1',
  },
  {
    mistake: 'a command that is too long',
    from: /<Path>(?=powershell)/,
    to: `<Path>${'x'.repeat(60)} `,
    rule: 'GP-ANSWER-LENGTH',
    found: 'Path has 264 characters, 259 are possible',
  },
  {
    mistake: 'a letter other than C: in a command',
    from: /<CommandLine>/,
    to: '<CommandLine>E:\\setup.cmd ',
    rule: 'GP-ANSWER-LETTER',
    found: 'It names the drive E:',
  },
  {
    mistake: 'a letter other than C: for a partition',
    from: /<Letter>C/,
    to: '<Letter>W',
    rule: 'GP-ANSWER-DISK',
    found: 'The partition gets the letter W',
  },
  {
    mistake: 'two writable disks',
    from: /<Disk wcm[\s\S]*?<\/Disk>/,
    to: (disk) => disk + disk.replace('<DiskID>0', '<DiskID>1'),
    rule: 'GP-ANSWER-DISK',
    found: '2 disks are configured',
  },
  {
    mistake: 'SkipAutoActivation on evaluation media',
    from: /<settings pass="specialize">/,
    to: '<settings pass="specialize"><component name="Microsoft-Windows-Security-SPP-UX" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"><SkipAutoActivation>true</SkipAutoActivation></component>',
    rule: 'GP-ANSWER-ACTIVATION',
    found: 'SkipAutoActivation is true for an evaluation edition',
  },
  {
    mistake: 'Server without AdministratorPassword',
    recipe: 'server-2025',
    from: /<AdministratorPassword>[\s\S]*?<\/AdministratorPassword>/,
    to: '',
    rule: 'GP-ANSWER-PASSWORD',
    found: 'Server gets no AdministratorPassword',
  },
];

test.for(mistakes)('$rule finds $mistake', async ({ recipe: name = 'win11-25h2', from, to, rule, found }) => {
  const { recipe } = await loadBuiltIn(`recipes/${name}.yaml`);
  const choice = chooseRelease(recipe, catalogue);
  const good = renderAnswerFile(answerFileOptions({ recipe, ...choice }), skeletons);
  const target = editionTarget(choice);
  expect(checkAnswerFile(good, target)).toEqual([]);
  expect(good).toMatch(from);
  const bad = good.replace(from, typeof to === 'string' ? () => to : to);

  const findings = checkAnswerFile(bad, target);

  expect(findings.map(({ id }) => id)).toEqual([rule]);
  expect(findings[0]?.found).toBe(found);
});
