import type { SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** Whether Wine is here; making its first prefix takes ten seconds, which this does not. */
export async function hasWine(): Promise<boolean> {
  return (await run('wine', ['--version']).catch(() => 1)) === 0;
}

/** The exit code of a program. What Wine leaves running would keep a pipe open, so there is none. */
async function run(file: string, words: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const [code] = await once(spawn(file, words, { ...options, stdio: 'ignore' }), 'exit');
  return code;
}

export type Medium = { readonly label: string; readonly files: Readonly<Record<string, string>> };

/** A machine as a boot finds it: what SMBIOS says (nothing when `systemSku` is left out), what is attached. */
export type Boot = {
  readonly systemSku?: string | undefined;
  readonly media?: readonly Medium[];
  readonly hasCom1?: boolean;
};

/** A Windows as Wine plays it: cmd, reg, drives with labels, and COM1 that ends in a pipe which is read here. */
export class PlayedWine {
  readonly #root: string;
  readonly #options: SpawnOptions;
  readonly #com1: Socket;
  #written = '';
  #letters: readonly string[] = [];

  private constructor(root: string) {
    this.#root = root;
    // What a script leaves in its directory is gone with the rest.
    this.#options = {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: root, WINEPREFIX: join(root, 'prefix'), WINEDEBUG: '-all' },
    };
    // Opened for both ends: neither side waits for the other.
    const fd = openSync(join(root, 'com1'), constants.O_RDWR | constants.O_NONBLOCK);
    this.#com1 = new Socket({ fd, readable: true, writable: true });
    this.#com1.on('data', (bytes) => {
      this.#written += bytes.toString('latin1');
    });
  }

  static async create(root: string): Promise<PlayedWine> {
    await run('mkfifo', [join(root, 'com1')]);
    const wine = new PlayedWine(root);
    await wine.#wine('wineboot', '--init');
    // docs: Wine's mountmgr reads Software\Wine\Ports when its server starts
    await wine.#wine('reg', 'add', 'HKLM\\Software\\Wine\\Ports', '/v', 'COM1', '/d', join(root, 'port'), '/f');
    // Wine's own shutdown does nothing. Wine runs programs of the host, too.
    wine.remove('windows/system32/shutdown.exe');
    wine.write('windows/system32/shutdown.exe', `#!/bin/sh\necho "$*" >>'${root}/shutdowns'\n`, 0o755);
    return wine;
  }

  /**
   * Another boot. Letters differ from boot to boot: those of the media are returned. What Wine keeps only while it
   * runs, such as HKLM\HARDWARE, is new.
   */
  async boot({ systemSku, media = [], hasCom1 = true }: Boot): Promise<readonly string[]> {
    await this.#stop();
    for (const letter of this.#letters) this.#detach(letter);
    this.#letters = [...'DEFGHIJKLMNOPQRSTUVWY'].sort(() => Math.random() - 0.5).slice(0, media.length);
    for (const [at, medium] of media.entries()) this.#attach(this.#letters[at] ?? '', medium);
    rmSync(join(this.#root, 'port'), { force: true });
    if (hasCom1) symlinkSync('com1', join(this.#root, 'port'));
    await run('wineserver', ['-p'], this.#options);
    // Wine itself takes the number of the host's machine.
    const value = ['HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS', '/v', 'SystemSKU', '/f'];
    if (systemSku === undefined) await this.#wine('reg', 'delete', ...value);
    else await this.#wine('reg', 'add', ...value, '/d', systemSku);
    return this.#letters;
  }

  #attach(letter: string, { label, files }: Medium): void {
    // docs: Wine reads a directory's label from `.windows-label`
    for (const [name, text] of Object.entries({ ...files, '.windows-label': label })) {
      mkdirSync(join(this.#volume(letter), name, '..'), { recursive: true });
      writeFileSync(join(this.#volume(letter), name), text);
    }
    symlinkSync(this.#volume(letter), this.#link(letter));
  }

  #detach(letter: string): void {
    rmSync(this.#link(letter));
    rmSync(this.#volume(letter), { recursive: true });
  }

  #volume(letter: string): string {
    return join(this.#root, `volume-${letter}`);
  }

  #link(letter: string): string {
    return join(this.#root, 'prefix/dosdevices', `${letter.toLowerCase()}:`);
  }

  /** Writes a file of C:. */
  write(name: string, text: string, mode = 0o644): void {
    const file = join(this.#root, 'prefix/drive_c', name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text, { mode });
  }

  /** Removes what lies on C: under that name. */
  remove(name: string): void {
    rmSync(join(this.#root, 'prefix/drive_c', name), { recursive: true, force: true });
  }

  /** The arguments of every shutdown so far. */
  shutdowns(): readonly string[] {
    return readFileSync(join(this.#root, 'shutdowns'), { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
  }

  /** The exit code of a command line that is run as Windows Setup runs those of an answer file: as it stands. */
  async run(commandLine: string): Promise<number> {
    // docs: WshShell.Run waits and gives the exit code when its third argument is true
    const call = `new ActiveXObject('WScript.Shell').Run(${JSON.stringify(commandLine)}, 0, true)`;
    this.write('run.js', `WScript.Quit(${call});`);
    return await this.#wine('cscript', '//nologo', 'C:\\run.js');
  }

  /** What has been written to COM1 since it was last asked. */
  async takeCom1(): Promise<string> {
    this.#com1.write('\0');
    while (!this.#written.includes('\0')) await once(this.#com1, 'data');
    const written = this.#written.slice(0, this.#written.indexOf('\0'));
    this.#written = '';
    return written;
  }

  async #wine(...words: string[]): Promise<number> {
    return await run('wine', words, this.#options);
  }

  async #stop(): Promise<void> {
    await run('wineserver', ['-k'], this.#options);
    await run('wineserver', ['-w'], this.#options);
  }

  /** Ends it, and everything that it left running. */
  async end(): Promise<void> {
    await this.#stop();
    this.#com1.destroy();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
