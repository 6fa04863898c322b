import { asGoldpaneError, environment } from '../api.ts';
import type { Context } from './context.ts';
import { errorRecord, renderError } from './print-error.ts';

/** Results to stdout, everything for people to stderr. */
export type Output = Pick<Context, 'result' | 'jsonLine' | 'tell' | 'divertTelling' | 'report'> & {
  /** Exit code of the command so far: the first error's. */
  readonly exitCode: number;
  /** Calls `act` when the reader of stdout goes away. */
  readonly onReaderGone: (act: () => void) => void;
};

type OutputOptions = { readonly program: string; readonly isJson: boolean; readonly again: string };

/** The process's own output. */
export function createOutput({ program, isJson, again }: OutputOptions): Output {
  const isDebug = /(^|[\s,])(goldpane|\*)($|[\s,:])/.test(environment('DEBUG') ?? '');
  let exitCode = 0;
  let readerGone: () => void = () => undefined;
  let tell: (text: string) => void = (text) => void process.stderr.write(`${text}\n`);
  process.stdout.on('error', () => readerGone());
  process.stderr.on('error', () => undefined);
  const jsonLine = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);

  return {
    get exitCode() {
      return exitCode;
    },
    onReaderGone: (act) => {
      readerGone = act;
    },
    jsonLine,
    result: (value, text) => {
      process.stdout.write(`${(isJson ? JSON.stringify(value, null, 2) : text()).trimEnd()}\n`);
    },
    tell: (text) => tell(text),
    divertTelling: (sink) => {
      const before = tell;
      tell = sink;
      return {
        [Symbol.dispose]: () => {
          tell = before;
        },
      };
    },
    report: (thrown) => {
      const error = asGoldpaneError(thrown);
      if (exitCode === 0) exitCode = error.exitCode;
      // A wrong command line or recipe gives the same error again; work that failed may not.
      const isWorthAgain = error.exitCode !== 2;
      tell(renderError(error, { program, isDebug, again: isWorthAgain ? again : undefined }));
      if (isJson) jsonLine(errorRecord(error));
    },
  };
}
