import { existsSync } from 'node:fs';
import { countUp } from './fake-setting.mjs';

/** Plays one boot of the guest: what COM1 shows, when the agent comes up, how it ends. */
export async function playGuest(qemu) {
  const guest = new FakeGuest(qemu);
  qemu.guest = guest;
  if (qemu.scenario.script) {
    for (const action of qemu.scenario.script) await guest.act(action);
    return;
  }
  await guest.firmware();
}

class FakeGuest {
  constructor(qemu) {
    this.qemu = qemu;
    this.disk = qemu.disk;
    this.scenario = qemu.scenario;
  }

  text(line) {
    this.qemu.com1.write(`${line}\r\n`);
  }

  say(message) {
    this.text(`@goldpane ${this.qemu.machine.nonce} ${JSON.stringify(message)}`);
  }

  /** What the scenario wants at this moment, so often as it wants it. */
  wish(moment) {
    const wish = this.scenario.misbehave?.find(({ at }) => at === moment);
    const isDue = wish && countUp(`misbehave ${moment}`) <= (wish.times ?? Number.POSITIVE_INFINITY);
    return isDue ? wish.do : undefined;
  }

  /** True when the scenario took over at this moment. */
  misbehaves(moment) {
    const wish = this.wish(moment);
    if (wish !== undefined) void this.act(wish);
    return wish !== undefined;
  }

  /** A moment of the play: the scenario may disturb it, or end it here. */
  async moment(name) {
    const wish = this.wish(name);
    if (wish !== undefined) {
      await this.act(wish);
      if (!isMild(wish)) await new Promise(() => undefined);
    }
    if (this.qemu.status.now !== 'running') {
      await new Promise((resolve) => {
        this.qemu.resumed = resolve;
      });
    }
    if (this.scenario.pauseMs) await pause(this.scenario.pauseMs);
  }

  async firmware() {
    if (this.qemu.machine.accelerator === 'kvm' && this.scenario.kvm === 'internal-error')
      return this.act('internal-error');
    await this.moment('firmware');
    const phase = this.disk.guest.phase ?? 'empty';
    if (phase !== 'empty') {
      this.text('BdsDxe: loading Boot0003 "Windows Boot Manager" from HD(1,GPT)/\\EFI\\Microsoft\\Boot\\bootmgfw.efi');
      return this.system(phase);
    }
    this.text('BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x2,0x0): Not Found');
    if (!this.qemu.machine.cds.some(({ isBootable }) => isBootable)) return this.firmwareMenu();
    this.text('BdsDxe: starting Boot0002 "UEFI QEMU DVD-ROM QM00001 " from PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x0)');
    if (this.scenario.prompt !== false && !(await this.prompt())) return this.firmwareMenu();
    await this.setup();
  }

  firmwareMenu() {
    this.text('BdsDxe: starting Boot0000 "UiApp" from Fv(7CB8BDC9-F8EB-4F34-AAEA-3EE4AF6516A1)');
  }

  async prompt() {
    this.qemu.com1.write('Press any key to boot from CD or DVD......');
    await this.moment('boot-prompt');
    const pressed = new Promise((resolve) => {
      this.qemu.keys.pressed = () => resolve(true);
    });
    const hasKey = await Promise.race([pressed, pause(this.scenario.promptMs ?? 5000)]);
    this.text('');
    return hasKey;
  }

  async setup() {
    this.say({ kind: 'stage', stage: 'winpe' });
    this.qemu.usage.cdRead += 2 ** 20;
    await this.moment('winpe');
    this.text('setup: image 1 goes to disk 0');
    this.qemu.usage.diskWritten += 2 ** 20;
    await this.moment('copy');
    this.restart('copied');
  }

  async system(phase) {
    if (phase === 'copied') {
      this.say({ kind: 'stage', stage: 'specialize' });
      await this.moment('specialize');
      return this.restart('specialized');
    }
    this.facts();
    if (phase === 'specialized') {
      this.say({ kind: 'stage', stage: 'oobe' });
      await this.moment('oobe');
      this.say({ kind: 'stage', stage: 'first-logon' });
      await this.moment('first-logon');
      this.disk.guest.phase = 'installed';
      if (this.scenario.agent !== 'missing') this.qemu.agent.setOpen(true);
      this.say({ kind: 'ready' });
      setInterval(() => this.say({ kind: 'ready' }), 1000).unref();
    } else {
      await this.moment('layer');
      if (this.scenario.agent !== 'missing') this.qemu.agent.setOpen(true);
    }
    this.misbehaves('ready');
  }

  facts() {
    this.say({ kind: 'fact', name: 'secureBoot', value: true });
    this.say({ kind: 'fact', name: 'tpm', value: '2.0' });
  }

  restart(phase) {
    this.disk.guest.phase = phase;
    this.end('guest-reset');
  }

  /** What the agent was asked for. */
  shutdown(mode) {
    if (this.misbehaves('shutdown')) return;
    this.end(mode === 'reboot' ? 'guest-reset' : 'guest-shutdown');
  }

  end(reason) {
    this.disk.save();
    this.qemu.event('SHUTDOWN', { guest: true, reason });
    void this.qemu.end(0);
  }

  /** One thing that a guest or its machine does. */
  async act(action) {
    const [name, value] = typeof action === 'string' ? [action, undefined] : Object.entries(action)[0];
    await actions[name].call(this, value);
  }

  stop(status) {
    this.qemu.status.now = status;
    this.qemu.event('STOP', {});
  }
}

/** After these the play goes on. */
function isMild(action) {
  return ['garbage', 'nospace', 'wait', 'until', 'com1'].includes(
    typeof action === 'string' ? action : Object.keys(action)[0],
  );
}

/** What `misbehave` and `script` may say, see README.md. */
const actions = {
  hang: () => new Promise(() => undefined),
  wait: (ms) => pause(ms),
  async until(path) {
    while (!existsSync(path)) await pause(10);
  },
  async script(actions) {
    for (const action of actions) await this.act(action);
  },
  com1(text) {
    this.qemu.com1.write(text);
  },
  bytes(base64) {
    this.qemu.com1.write(Buffer.from(base64, 'base64'));
  },
  say(message) {
    this.say(message);
  },
  event([name, data]) {
    this.qemu.event(name, data);
  },
  agent(isOpen) {
    this.qemu.agent.setOpen(isOpen);
  },
  stderr(text) {
    this.qemu.stderr(text);
  },
  key() {
    return new Promise((resolve) => {
      this.qemu.keys.pressed = (key) => resolve(this.text(`key ${key}`));
    });
  },
  'miss-prompt'() {
    this.text('');
    this.firmwareMenu();
    return new Promise(() => undefined);
  },
  async garbage() {
    // Every byte value, four thousand times over, among them terminal codes and half a frame.
    this.qemu.com1.write(Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * 31) % 256)));
    this.qemu.com1.write(
      '\u001b[2J@goldpane 00000000000000000000000000000000 {"kind":"done","layer":"seal"}\r\n@goldpane \r\n',
    );
  },
  reset() {
    this.end('guest-reset');
  },
  off() {
    this.end('guest-shutdown');
  },
  panic() {
    this.qemu.event('GUEST_PANICKED', { action: 'pause' });
    this.stop('guest-panicked');
  },
  nospace() {
    const data = { device: '', 'node-name': 'disk-image', operation: 'write', action: 'stop', nospace: true };
    this.qemu.event('BLOCK_IO_ERROR', { ...data, reason: 'No space left on device' });
    this.stop('io-error');
  },
  'internal-error'() {
    this.qemu.stderr('KVM internal error. Suberror: 1\nemulation failure');
    this.stop('internal-error');
  },
  exit(code) {
    return this.qemu.end(code ?? 0);
  },
  kill() {
    process.kill(process.pid, 'SIGKILL');
  },
  'end-step'() {
    this.endStep();
  },
  'agent-dies'() {
    this.qemu.agent.setOpen(false);
  },
  async 'agent-restarts'(afterMs) {
    this.qemu.agent.setOpen(false);
    await pause(afterMs ?? 10);
    this.qemu.agent.setOpen(true);
  },
};

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms, false));
}
