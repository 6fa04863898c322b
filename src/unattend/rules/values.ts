import { componentOf } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

type Form = { readonly form: RegExp; readonly wanted: string };

const yesNo: Form = { form: /^(true|false|0|1)$/i, wanted: 'true or false' };
const whole: Form = { form: /^\d{1,9}$/, wanted: 'a whole number' };
const language: Form = { form: /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$/, wanted: 'a language such as en-US' };
const keyboard: Form = {
  form: /^(([0-9A-Fa-f]{4}:(0x)?([0-9A-Fa-f]{8}|\{[0-9A-Fa-f-]{36}\}\{[0-9A-Fa-f-]{36}\})|[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3})(;|$))+$/,
  wanted: 'a language such as en-US, or a keyboard such as 0409:00000409',
};
const oneOf = (...names: readonly string[]): Form => ({
  form: new RegExp(`^(${names.join('|')})$`, 'i'),
  wanted: names.join(', '),
});

// By name of element; docs: the page of each setting, unattend reference.
const forms: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(
    [
      'AcceptEula',
      'Active',
      'DisableAntiSpyware',
      'DoNotCleanUpNonPresentDevices',
      'DoNotOpenServerManagerAtLogon',
      'DomainProfile_EnableFirewall',
      'Enable',
      'Enabled',
      'EnableLUA',
      'Extend',
      'HideEULAPage',
      'HideLocalAccountScreen',
      'HideOEMRegistrationScreen',
      'HideOnlineAccountScreens',
      'HideWirelessSetupInOOBE',
      'InstallToAvailablePartition',
      'PersistAllDeviceInstalls',
      'PlainText',
      'PreventDeviceEncryption',
      'PrivateProfile_EnableFirewall',
      'PublicProfile_EnableFirewall',
      'RequiresUserInput',
      'SkipAutoActivation',
      'UseConfigurationSet',
      'WillWipeDisk',
      'fDenyTSConnections',
    ].map((name) => [name, yesNo]),
  ),
  ...Object.fromEntries(['DiskID', 'PartitionID', 'LogonCount'].map((name) => [name, whole])),
  ...Object.fromEntries(
    ['UILanguage', 'UILanguageFallback', 'SystemLocale', 'UserLocale'].map((name) => [name, language]),
  ),
  EnableVirtualizationBasedSecurity: oneOf('0', '1'),
  HypervisorEnforcedCodeIntegrity: oneOf('0', '1', '2'),
  LsaCfgFlags: oneOf('0', '1', '2'),
  InputLocale: keyboard,
  Format: oneOf('NTFS', 'FAT32', 'FAT', 'ReFS'),
  Label: { form: /^.{1,32}$/s, wanted: 'at most 32 characters' },
  Letter: { form: /^[A-Za-z]$/, wanted: 'one letter' },
  ProtectYourPC: oneOf('1', '2', '3'),
  Profile: oneOf('all', 'domain', 'private', 'public'),
  TimeZone: { form: /^[A-Za-z0-9][\w .+()-]{1,63}$/, wanted: 'a Windows time zone such as UTC' },
  Type: oneOf('EFI', 'MSR', 'Primary', 'Logical', 'Extended', 'Recovery'),
  UserAuthentication: oneOf('0', '1'),
  WillReboot: oneOf('Always', 'OnRequest', 'Never'),
  WillShowUI: oneOf('Always', 'OnError', 'Never'),
};

// Where the names above mean this, and nothing else.
const components =
  /^(Microsoft-Windows-(Setup|Shell-Setup|Deployment|DeviceGuard-Unattend|International-Core(-WinPE)?|SecureStartup-FilterDriver|LUA-Settings|PnpSysprep|Security-SPP-UX|ServerManager-SvrMgrNc|TerminalServices-(LocalSessionManager|RDP-WinStationExtensions))|Networking-MPSSVC-Svc|Security-Malware-Windows-Defender)$/i;

/** Values of a fixed form: yes or no, numbers, choices. */
export const values: Rule = ({ all }) => all.flatMap(checkValue);

/** True when this rule judges the values of settings of that name. */
export function hasForm(name: string): boolean {
  return Object.hasOwn(forms, name);
}

function checkValue(element: XmlElement): readonly AnswerFinding[] {
  const { name, children } = element;
  const known = hasForm(name) ? forms[name] : undefined;
  if (!known || children.length > 0) return [];
  const text = element.text.trim();
  if (known.form.test(text) || placeholder.test(text) || !components.test(componentOf(element) ?? '')) return [];
  return [
    findingAt(element, 'GP-ANSWER-VALUE', {
      found: text === '' ? `${name} is empty` : `${name} is ${text.slice(0, 60)}`,
      why: 'Setup refuses a value of another form, or takes it for none',
      remedy: `Say ${known.wanted}`,
    }),
  ];
}
