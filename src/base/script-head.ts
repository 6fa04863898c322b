/** What a guest script says of itself in its first lines. */
export type ScriptHead = {
  /** One sentence; absent for a script that does not begin with a comment. */
  readonly purpose?: string | undefined;
  readonly network: 'none' | 'internet';
  readonly reboot: 'never' | 'allowed';
  /** Packages that it installs, as a recipe's step names them. */
  readonly packages: readonly string[];
};
