import { writeFileSync } from 'node:fs';

/** The QMP side of the fake QEMU. */
export function startMonitor(qemu, { onContinue }) {
  const sockets = new Set();
  const { scenario, status, usage } = qemu;
  let frame = 0;
  let isRunning = false;
  const send = (message) => {
    for (const socket of sockets) socket.write(`${JSON.stringify(message)}\r\n`);
  };
  const event = (name, data) => send({ timestamp: { seconds: 0, microseconds: 0 }, event: name, data });

  const commands = {
    qmp_capabilities: () => ({}),
    'query-status': () => ({ status: status.now, running: status.now === 'running', singlestep: false }),
    'query-blockstats': () => [
      stats('/machine/peripheral/disk/virtio-backend', usage.diskRead, usage.diskWritten),
      ...qemu.machine.cds.map((_, at) => stats(`cd${at}`, at === 0 ? usage.cdRead : 0, 0)),
    ],
    cont: () => {
      status.now = 'running';
      event('RESUME', {});
      if (!isRunning) setImmediate(onContinue);
      else qemu.resumed?.();
      isRunning = true;
      return {};
    },
    'send-key': ({ keys }) => {
      qemu.keys.pressed(keys[0].data);
      return {};
    },
    screendump: ({ filename }) => {
      // Every second picture shows something new.
      frame++;
      writeFileSync(filename, `fake picture ${Math.ceil(frame / 2)}`);
      return {};
    },
    system_powerdown: () => {
      event('POWERDOWN', {});
      return {};
    },
    quit: () => {
      event('SHUTDOWN', { guest: false, reason: 'host-qmp-quit' });
      setImmediate(() => void qemu.end(0));
      return {};
    },
  };

  const answer = ({ execute, arguments: args, id }) => {
    if (scenario.ignore?.includes(execute)) return;
    if (scenario.refuse?.includes(execute) || !commands[execute]) {
      send({ id, error: { class: 'GenericError', desc: `The command ${execute} was refused` } });
      return;
    }
    const value = commands[execute](args ?? {});
    send({ return: value, id });
  };

  const accept = (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.write(
      `${JSON.stringify({ QMP: { version: { qemu: { micro: 22, minor: 2, major: 7 }, package: 'fake' }, capabilities: [] } })}\r\n`,
    );
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = `${rest}${bytes}`.split('\n');
      rest = lines.pop();
      for (const line of lines) if (line.trim()) answer(JSON.parse(line));
    });
  };
  return { event, accept, sockets };
}

function stats(qdev, read, written) {
  return { device: '', qdev, stats: { rd_bytes: read, wr_bytes: written } };
}
