import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseGuestLine } from '../../src/base/guest-channel.ts';
import type { Nonce } from '../../src/base/ids.ts';
import { guestScripts } from './guest-shell.ts';

/** Media to install from, as directories and words. */
export type PlayedMedia = {
  /** A directory with the install medium's tree. */
  readonly installMedium: string;
  /** Names of the images of `install.wim`, in their order. */
  readonly images: readonly string[];
  /** Language of Setup. */
  readonly language: string;
};

/** Programs that have nothing to do here; setsid would start what says `ready` for ever. */
const idlePrograms = ['hostname', 'mount', 'ntfs-3g', 'setsid', 'start-guest-agent', 'umount'];

const nonce = '0123456789abcdef0123456789abcdef' as Nonce;

/**
 * Plays a whole installation on this host: the guest's own scripts read the answer file and do as it says, told instead
 * of done where it takes a machine. Gives what was told, and what scripts said on COM1.
 */
export function playInstallation({ installMedium, images, language }: PlayedMedia): string {
  const root = mkdtempSync(join(tmpdir(), 'goldpane-installation-'));
  try {
    const write = (name: string, text: string, mode = 0o644) => {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
      chmodSync(join(root, name), mode);
    };
    copyGuest(root, write);
    // Letters as a machine with another CD in between may give them.
    cpSync(installMedium, join(root, 'F:'), { recursive: true });
    write('D:/sources/install.wim', '');
    write('D:/sources/lang.ini', `[Available UI Languages]\r\n${language} = 3\r\n`);
    const volumes = { D: 'CCCOMA_X64FRE', E: 'SOMETHING', F: 'GOLDPANE' };
    const rows = Object.entries(volumes).map(([letter, label]) => [letter, join(root, `${letter}:`), 'cdrom', label]);
    write('run/volumes.tsv', rows.map((row) => `${row.join('\t')}\t/dev/sr0\n`).join(''));
    write('images.txt', images.map((name, index) => `Index:   ${index + 1}\nName:    ${name}\n`).join(''));
    for (const name of ['removable', 'ro', 'size']) write(`sys/block/vda/${name}`, name === 'size' ? '134217728' : '0');
    write('sys/class/dmi/id/product_sku', nonce);
    for (const name of idlePrograms) write(`bin/${name}`, '#!/bin/sh\n', 0o755);
    const env = { PATH: process.env['PATH'] ?? '', GOLDPANE_ROOT: root };
    const told = execFileSync('sh', [join(import.meta.dirname, 'play-installation.sh')], { encoding: 'utf8', env });
    return `${told.replaceAll(`${root.slice(1)}/`, '')}\n${messagesIn(readFileSync(join(root, 'dev/ttyS0'), 'utf8')).join('\n')}\n`;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The guest's scripts, with the paths of its root moved below another. */
function copyGuest(root: string, write: (name: string, text: string) => void): void {
  const moved = /(?<![\w$}.])\/(run|sys|proc|dev|C:)(?![\w:]|\/(null|urandom)\b)/g;
  for (const name of globSync('{lib,setup,os}/*', { cwd: guestScripts })) {
    write(`goldpane/${name}`, readFileSync(join(guestScripts, name), 'utf8').replaceAll(moved, `${root}/$1`));
  }
  write('dev/ttyS0', '');
}

function messagesIn(serial: string): readonly string[] {
  const lines = serial.split('\r\n').map((line) => parseGuestLine(line, nonce));
  return [...new Set(lines.flatMap((line) => (line.kind === 'message' ? [JSON.stringify(line.message)] : [])))];
}
