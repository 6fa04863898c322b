import { createHash } from 'node:crypto';

/** A package as a server has it. */
export const ownPackage = Buffer.from('a package\n');

/** A step of a user's own with everything that a step can have, which restarts its guest once in its middle. */
export function ownStep(url: string): object {
  const sha256 = createHash('sha256').update(ownPackage).digest('hex');
  const packages = [{ file: 'app.bin', sha256, urls: [url] }];
  return { script: 'own.ps1', args: ['-Word', 'two words'], files: ['own.txt'], packages, reboot: 'allowed' };
}

/** Its script, twin and file. */
export const ownStepFiles: Readonly<Record<string, string>> = {
  'own.ps1': '# Restarts once.\n# goldpane: network=none reboot=allowed\n',
  'own.sh': `runs=$(cat "$GOLDPANE_STEP/runs" 2>/dev/null || echo 0)
echo $((runs + 1)) >"$GOLDPANE_STEP/runs"
echo "run $((runs + 1)) with $2, $(cat "\${0%/*}/own.txt") and $(cat "\${0%/*}/packages/app.bin")"
sync
# 1641, as far as a shell can say it.
[ "$runs" = 1 ] || exit 105
`,
  'own.txt': 'a file\n',
};

/** What its log says in the end. */
export const ownStepLog: readonly string[] = [
  'run 1 with two words, a file and a package',
  'goldpane: restarting, the step goes on afterwards',
  'run 2 with two words, a file and a package',
];
