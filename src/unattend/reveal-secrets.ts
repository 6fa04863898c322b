import type { Secret } from '../base/secret.ts';

/** What goes into an answer file that is handed to a guest and to nobody else. */
export type AnswerFileSecrets = { readonly password: Secret; readonly licenseKey?: Secret | undefined };

/** The texts of the secrets, or what stands for them. */
export type RevealedSecrets = { readonly password: string; readonly licenseKey: string };

/** Stand where secrets go in an answer file that is rendered for people. */
export const placeholders: RevealedSecrets = {
  password: '{{GOLDPANE_PASSWORD}}',
  licenseKey: '{{GOLDPANE_LICENSE_KEY}}',
};

/** The secrets as texts; placeholders for those that are not given. */
export function revealSecrets(secrets: AnswerFileSecrets | undefined): RevealedSecrets {
  return {
    password: secrets?.password.reveal() ?? placeholders.password,
    licenseKey: secrets?.licenseKey?.reveal() ?? placeholders.licenseKey,
  };
}
