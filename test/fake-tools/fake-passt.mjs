import { createServer } from 'node:net';
import { leave, recordCall, scenario } from './fake-setting.mjs';

/** passt that listens and ends with its one connection. */
recordCall('passt');
if (scenario.passt === 'dies-at-once') {
  console.error('Could not get default route');
  leave(1);
}
createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  socket.on('close', () => leave(0));
}).listen(process.argv[process.argv.indexOf('--socket') + 1]);
