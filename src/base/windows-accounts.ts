/**
 * Names that Windows keeps for accounts of its own, in lower case. Sources: pbatard/rufus:src/wue.c,
 * cschneegans/unattend-generator:modifier/Users.cs
 */
export const windowsAccounts: ReadonlySet<string> = new Set([
  'defaultaccount',
  'guest',
  'helpassistant',
  'krbtgt',
  'local',
  'none',
  'system',
  'wdagutilityaccount',
]);
