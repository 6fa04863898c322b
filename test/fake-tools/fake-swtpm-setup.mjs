import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordCall } from './fake-setting.mjs';

/** swtpm_setup that makes a new state file. */
recordCall('swtpm_setup');
const directory = process.argv[process.argv.indexOf('--tpm-state') + 1];
writeFileSync(join(directory, 'tpm2-00.permall'), 'fake TPM state\n', { flag: 'a' });
