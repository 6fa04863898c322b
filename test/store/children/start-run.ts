import { openStore } from '../../../src/store/open-store.ts';
import { createRun } from '../../../src/store/runs.ts';

// Starts a run and is killed in it.
await createRun(await openStore(process.argv[2] ?? ''), 'killed');
process.kill(process.pid, 'SIGKILL');
