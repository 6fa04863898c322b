import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { leave, recordCall, scenario } from './fake-setting.mjs';

/** swtpm that listens, keeps a state file, and ends when a connection that sent something ends. */
recordCall('swtpm');
if (process.argv.includes('--print-capabilities')) {
  console.log('{ "type": "swtpm", "features": [ "tpm-1.2", "tpm-2.0" ], "version": "0.7.1" }');
  leave(0);
}
const option = (name, key) => {
  const value = process.argv[process.argv.indexOf(name) + 1] ?? '';
  return new RegExp(`(?:^|,)${key}=([^,]*)`).exec(value)?.[1];
};

if (scenario.swtpm === 'dies-at-once') {
  console.error('swtpm: Could not open TPM state: Permission denied');
  leave(1);
}
writeFileSync(join(option('--tpmstate', 'dir'), 'tpm2-00.permall'), 'fake TPM state\n', { flag: 'a' });
const server = createServer((socket) => {
  let isData = false;
  socket.on('error', () => undefined);
  socket.on('data', () => {
    isData = true;
    if (scenario.swtpm === 'dies-later') leave(1);
  });
  socket.on('close', () => isData && leave(0));
});
server.listen(option('--ctrl', 'path'));
