import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GuestMessage } from '../../src/base/guest-channel.ts';
import { parseGuestLine } from '../../src/base/guest-channel.ts';
import type { Nonce } from '../../src/base/ids.ts';

const run = promisify(execFile);
const twins = new URL('../../guest-scripts/rehearsal/twins/', import.meta.url).pathname;
const windows = new URL('../../guest-scripts/windows/', import.meta.url).pathname;

/** Stand-ins for what the rehearsal guest brings; `$ROOT` is the played root. */
const commands: Readonly<Record<string, string>> = {
  'volume-path': 'cat "$GOLDPANE_ROOT/volumes/$1" 2>/dev/null',
  'start-guest-agent': 'touch "$GOLDPANE_ROOT/agent-started"',
  shutdown: 'echo "$*" >>"$GOLDPANE_ROOT/shutdowns"',
  'machine-facts': 'printf "secureBoot=true\\ntpm=2.0\\nnonce=x\\n"',
  'powershell.exe': `while [ "$1" != -File ]; do shift; done
[ -e "\${2%.ps1}.sh" ] || { echo "no twin" >&2; exit 1; }
twin=\${2%.ps1}.sh; shift 2; exec $GOLDPANE_SHELL "$twin" "$@"`,
  sh: 'exec $GOLDPANE_SHELL "$@"',
};

/** A directory that plays the root of a rehearsal guest, with media, COM1 and a nonce. */
export class PlayedGuest {
  readonly root = mkdtempSync(join(tmpdir(), 'guest root '));
  readonly #shell: readonly string[];
  nonce = '0123456789abcdef0123456789abcdef' as Nonce;

  constructor(shell: readonly string[]) {
    this.#shell = shell;
    for (const name of ['bin', 'dev', 'run', 'volumes', 'sys/class/dmi/id', 'C:/Windows/Setup/State']) {
      mkdirSync(join(this.root, name), { recursive: true });
    }
    for (const [name, text] of Object.entries(commands)) this.write(`bin/${name}`, `#!/bin/sh\n${text}\n`, 0o755);
    this.write('dev/ttyS0', '');
    this.boot(this.nonce);
  }

  /** Another boot: a new nonce, the same disk. */
  boot(nonce: string): void {
    this.nonce = nonce as Nonce;
    this.write('sys/class/dmi/id/product_sku', `${nonce}\n`);
  }

  write(name: string, text: string, mode = 0o644): void {
    mkdirSync(join(this.root, name, '..'), { recursive: true });
    writeFileSync(join(this.root, name), text);
    chmodSync(join(this.root, name), mode);
  }

  read(name: string): string {
    return readFileSync(join(this.root, name), 'utf8');
  }

  /** Attaches a volume with that label and these files; returns its path below the root. */
  attach(label: string, letter: string, files: Readonly<Record<string, string>>): string {
    for (const [name, text] of Object.entries(files)) this.write(`${letter}:/${name}`, text);
    this.write(`volumes/${label}`, `${join(this.root, `${letter}:`)}\n`);
    return `${letter}:`;
  }

  /** The install medium with the scripts that are shipped. */
  attachInstallMedium(): void {
    this.attach('GOLDPANE', 'F', { 'goldpane/goldpane.json': '{"account":"gold"}' });
    cpSync(windows, join(this.root, 'F:/goldpane'), { recursive: true });
    cpSync(twins, join(this.root, 'F:/goldpane'), { recursive: true });
  }

  /** Runs a script below the root with `/` as the guest's working directory has it. */
  async run(script: string, ...args: string[]): Promise<{ stdout: string; stderr: string; exitCode: number }> {
    const [shell = 'sh', ...words] = this.#shell;
    try {
      const { stdout, stderr } = await run(shell, [...words, join(this.root, script), ...args], {
        env: {
          PATH: `${join(this.root, 'bin')}:${process.env['PATH']}`,
          GOLDPANE_ROOT: this.root,
          GOLDPANE_SHELL: this.#shell.join(' '),
        },
      });
      return { stdout, stderr, exitCode: 0 };
    } catch (error) {
      const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
      return { stdout, stderr, exitCode: code };
    }
  }

  /** What was said on COM1 with this boot's nonce, repetitions left out. */
  messages(): readonly GuestMessage[] {
    const lines = this.read('dev/ttyS0').split('\r\n');
    const messages = lines.map((line) => parseGuestLine(line, this.nonce)).filter((line) => line.kind === 'message');
    const texts = new Set(messages.map((line) => JSON.stringify(line.message)));
    return [...texts].map((text) => JSON.parse(text));
  }

  list(name: string): readonly string[] {
    return readdirSync(join(this.root, name)).sort();
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
