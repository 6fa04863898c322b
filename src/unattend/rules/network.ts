import { commandsOf } from '../commands-of.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const fetches =
  /\b(?:https?|ftp):\/\/|\bInvoke-(?:WebRequest|RestMethod)\b|\b(?:iwr|irm|wget|curl)(?:\.exe)?\s|\bDownload(?:File|String)\b|\bStart-BitsTransfer\b|\bbitsadmin\b|\b(?:winget|choco)(?:\.exe)?\s+install\b|\bInstall-(?:Module|PackageProvider|Script)\b/i;

/** Downloads while Windows is installed: another day they give something else, or nothing. */
export const network: Rule = ({ all }) =>
  commandsOf(all)
    .filter(({ text }) => fetches.test(text))
    .map(({ element }) =>
      findingAt(
        element,
        'GP-ANSWER-NETWORK',
        {
          found: 'The command fetches something over the network',
          why: 'What it gets may differ the next time, and without a network Setup fails or waits',
          remedy: 'Put the file on the medium, with a digest that is checked',
        },
        'warning',
      ),
    );
