import type { ScriptHead } from '../base/script-head.ts';

/**
 * Reads the head of a PowerShell script: its first line is its purpose, and the line
 * `# goldpane: network=internet reboot=allowed packages=NAME,NAME` says what it needs. Neither has to be there.
 */
export function readScriptHead(text: string): ScriptHead {
  const lines = text.split(/\r?\n/, 20);
  const purpose = /^# (\S.*)$/.exec(lines[0] ?? '')?.[1];
  const needs = lines.find((line) => line.startsWith('# goldpane: ')) ?? '';
  const words = new Map(needs.split(' ').map((word) => word.split('=', 2) as [string, string | undefined]));
  return {
    ...(purpose === undefined ? {} : { purpose }),
    network: words.get('network') === 'internet' ? 'internet' : 'none',
    reboot: words.get('reboot') === 'allowed' ? 'allowed' : 'never',
    packages: words.get('packages')?.split(',') ?? [],
  };
}
