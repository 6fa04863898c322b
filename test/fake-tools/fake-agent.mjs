import { findLayer } from './fake-layer.mjs';

/** The guest agent of the fake guest; its files are those on the fake disk. */
export class FakeAgent {
  isOpen = false;
  #rest = Buffer.alloc(0);
  #handles = new Map();
  #programs = new Map();
  #last = 100;

  constructor(qemu, sockets) {
    this.qemu = qemu;
    this.sockets = sockets;
  }

  setOpen(isOpen) {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    this.qemu.event('VSERPORT_CHANGE', { open: isOpen, id: 'agent' });
    if (isOpen) this.take(Buffer.alloc(0));
  }

  /** What the host writes stays in the socket until the guest opens its port. */
  take(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (!this.isOpen || this.qemu.scenario.agent === 'silent') return;
    const lines = this.#rest.toString('latin1').split('\n');
    this.#rest = Buffer.from(lines.pop(), 'latin1');
    for (const line of lines) this.#answer(line.slice(line.lastIndexOf('\u00ff') + 1));
  }

  #answer(line) {
    const { execute, arguments: args } = JSON.parse(line);
    if (this.qemu.scenario.refuse?.includes(execute)) return this.#refuse(`Command ${execute} has been disabled`);
    const method = this[execute];
    if (!method) return this.#refuse(`The command ${execute} has not been found`);
    const value = method.call(this, args ?? {});
    if (value !== undefined) this.#send(`${JSON.stringify({ return: value })}\n`, execute === 'guest-sync-delimited');
  }

  #refuse(desc) {
    this.#send(`${JSON.stringify({ error: { class: 'GenericError', desc } })}\n`);
  }

  #send(text, isDelimited = false) {
    const bytes = Buffer.concat([isDelimited ? Buffer.of(0xff) : Buffer.alloc(0), Buffer.from(text)]);
    for (const socket of this.sockets) socket.write(bytes);
  }

  'guest-sync-delimited'({ id }) {
    return id;
  }

  'guest-ping'() {
    return {};
  }

  'guest-get-osinfo'() {
    return { id: 'mswindows', name: 'fake' };
  }

  'guest-exec'({ path, arg = [] }) {
    const pid = ++this.#last;
    const known = this.qemu.scenario.exec?.find(({ match }) => [path, ...arg].join(' ').includes(match));
    const result = known ?? (arg.some((word) => word.endsWith('start-step.ps1')) ? this.#startStep(arg) : {});
    this.#programs.set(pid, result);
    return { pid };
  }

  'guest-exec-status'({ pid }) {
    const { exitCode = 0, stdout = '', stderr = '', hang } = this.#programs.get(pid) ?? {};
    if (hang) return { exited: false };
    const encoded = (text) => Buffer.from(text).toString('base64');
    return { exited: true, exitcode: exitCode, 'out-data': encoded(stdout), 'err-data': encoded(stderr) };
  }

  'guest-file-open'({ path, mode }) {
    const files = this.#files();
    if (mode.startsWith('r') && files[path] === undefined) {
      this.#refuse(`failed to open file '${path}' (mode: '${mode}'): No such file or directory`);
      return undefined;
    }
    if (mode.startsWith('w')) files[path] = '';
    const handle = ++this.#last;
    this.#handles.set(handle, { path, position: 0 });
    return handle;
  }

  'guest-file-seek'({ handle, offset }) {
    this.#handles.get(handle).position = offset;
    return { position: offset, eof: false };
  }

  'guest-file-read'({ handle, count = 4096 }) {
    const file = this.#handles.get(handle);
    const bytes = Buffer.from(this.#files()[file.path], 'base64').subarray(file.position, file.position + count);
    file.position += bytes.length;
    return { count: bytes.length, 'buf-b64': bytes.toString('base64'), eof: bytes.length < count };
  }

  'guest-file-write'({ handle, 'buf-b64': data }) {
    const { path } = this.#handles.get(handle);
    const files = this.#files();
    files[path] = Buffer.concat([Buffer.from(files[path], 'base64'), Buffer.from(data, 'base64')]).toString('base64');
    return { count: Buffer.from(data, 'base64').length, eof: false };
  }

  'guest-file-close'({ handle }) {
    this.#handles.delete(handle);
    return {};
  }

  'guest-set-user-password'({ username, password }) {
    // A real guest keeps a hash; this one is careless when the scenario says so.
    if (this.qemu.scenario.writesPassword) this.#files()[`C:/Users/${username}/note.txt`] = password;
    return {};
  }

  'guest-shutdown'({ mode = 'powerdown' }) {
    setImmediate(() => void this.qemu.guest.shutdown(mode));
    return undefined;
  }

  #files() {
    this.qemu.disk.guest.files ??= {};
    return this.qemu.disk.guest.files;
  }

  /** Plays start-step and the job that it starts, in one go. */
  #startStep(arg) {
    const [step, key] = ['-Step', '-Key'].map((name) => arg[arg.indexOf(name) + 1]);
    const layer = findLayer(this.qemu.machine.cds);
    if (!layer?.steps.some(({ id }) => id === step))
      return { exitCode: 1, stderr: `no step ${step} on a layer medium` };
    const folder = `C:/ProgramData/goldpane/steps/${key.slice(0, 16)}`;
    const files = this.#files();
    const put = (name, text) => {
      files[`${folder}/${step}/${name}`] = Buffer.from(text).toString('base64');
    };
    if (files[`${folder}/${step}/exit.json`] !== undefined) return {};
    const {
      exitCode = 0,
      log = `step ${step} ran\n`,
      hang,
      rebootPending = false,
    } = this.qemu.scenario.steps?.[step] ?? {};
    const boot = this.qemu.machine.nonce;
    put('started.json', JSON.stringify({ boot }));
    put('log.txt', log);
    const end = () => this.#endStep(layer, folder, put, { exitCode, boot, rebootPending });
    this.qemu.guest.endStep = end;
    if (!this.qemu.guest.misbehaves('step') && !hang) end();
    return {};
  }

  #endStep(layer, folder, put, { exitCode, boot, rebootPending }) {
    const files = this.#files();
    const endedAt = new Date().toISOString();
    put('exit.json', JSON.stringify({ schema: 'goldpane/exit/1', exitCode, boot, rebootPending, endedAt }));
    const isDone = layer.steps.every(({ id }) => files[`${folder}/${id}/exit.json`] !== undefined);
    if (!isDone) return;
    this.qemu.guest.say({ kind: 'done', layer: layer.layer });
    this.qemu.guest.misbehaves('done');
  }
}
