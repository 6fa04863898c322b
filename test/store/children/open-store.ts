import { asGoldpaneError } from '../../../src/base/errors.ts';
import { openStore } from '../../../src/store/open-store.ts';

// Opens the store given as argument and prints how that failed.
try {
  await openStore(process.argv[2] ?? '');
} catch (error) {
  const { code, message } = asGoldpaneError(error);
  console.log(JSON.stringify({ code, message }));
}
