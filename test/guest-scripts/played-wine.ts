import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether Wine is here; making its first prefix takes ten seconds, which this does not. */
export async function hasWine(): Promise<boolean> {
  return (await run('wine', ['--version'], process.env).catch(() => 1)) === 0;
}

/** The exit code of a program. What Wine leaves running would keep a pipe open, so there is none. */
async function run(file: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [code] = await once(spawn(file, words, { env, stdio: 'ignore' }), 'exit');
  return code;
}

/** A Windows as Wine plays it: cmd, reg, drives with labels, and COM1 that ends in a pipe which is read here. */
export class PlayedWine {
  readonly root: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #com1: number;

  private constructor(root: string, com1: number) {
    this.root = root;
    this.#com1 = com1;
    this.#env = { PATH: process.env['PATH'], HOME: root, WINEPREFIX: join(root, 'prefix'), WINEDEBUG: '-all' };
  }

  static async create(root: string): Promise<PlayedWine> {
    await run('mkfifo', [join(root, 'com1')], process.env);
    // Opened for both ends: neither side waits for the other.
    const wine = new PlayedWine(root, openSync(join(root, 'com1'), 'r+'));
    await wine.#wine('wineboot', '--init');
    // docs: Wine's mountmgr reads Software\Wine\Ports when its server starts
    await wine.#wine('reg', 'add', 'HKLM\\Software\\Wine\\Ports', '/v', 'COM1', '/d', join(root, 'com1'), '/f');
    await wine.restart();
    return wine;
  }

  /** Another boot: what Wine keeps only while it runs, such as HKLM\HARDWARE, is new. */
  async restart(): Promise<void> {
    await this.stop();
    await run('wineserver', ['-p'], this.#env);
  }

  async stop(): Promise<void> {
    await run('wineserver', ['-k'], this.#env);
    await run('wineserver', ['-w'], this.#env);
  }

  async setNonce(nonce: string): Promise<void> {
    const key = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';
    await this.#wine('reg', 'add', key, '/v', 'SystemSKU', '/d', nonce, '/f');
  }

  /** Attaches a volume with that label. docs: Wine reads a directory's label from `.windows-label` */
  attach(letter: string, label: string, files: Readonly<Record<string, string>>): void {
    const directory = join(this.root, `volume-${letter}`);
    for (const [name, text] of Object.entries({ ...files, '.windows-label': label })) {
      mkdirSync(join(directory, name, '..'), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    symlinkSync(directory, join(this.root, 'prefix/dosdevices', `${letter.toLowerCase()}:`));
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.root, 'prefix/drive_c', name, '..'), { recursive: true });
    writeFileSync(join(this.root, 'prefix/drive_c', name), text);
  }

  /** The exit code of a script that Wine's cmd runs. */
  async cmd(path: string): Promise<number> {
    return await this.#wine('cmd', '/c', path);
  }

  /** What has been written to COM1 since it was last asked. */
  takeCom1(): string {
    writeFileSync(join(this.root, 'com1'), '\0');
    const bytes = Buffer.alloc(64 * 1024);
    return bytes.subarray(0, readSync(this.#com1, bytes)).toString('latin1').replaceAll('\0', '');
  }

  async #wine(...words: string[]): Promise<number> {
    return await run('wine', words, this.#env);
  }

  /** Ends it, and everything that it left running. */
  async remove(): Promise<void> {
    await this.stop();
    closeSync(this.#com1);
    rmSync(this.root, { recursive: true, force: true });
  }
}
