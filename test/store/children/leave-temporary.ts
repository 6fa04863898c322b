import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../../../src/store/open-store.ts';
import { makeTemporary } from '../../../src/store/temporary.ts';

// Dies with a temporary directory in its hands.
await using temporary = await makeTemporary(await openStore(process.argv[2] ?? ''));
await writeFile(join(temporary.path, 'half'), 'a disk');
process.kill(process.pid, 'SIGKILL');
