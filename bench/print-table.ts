import { spreadOf } from './statistics.ts';

/** One measured thing. `limit` is the most that its median may be. */
export type Row = { readonly name: string; readonly samples: readonly number[]; readonly limit?: number | undefined };

/** How the numbers of a table are shown; samples in milliseconds become seconds with `unit: 's'`. */
export type TableUnit = 'ms' | 's' | 'MiB' | '×';

const divisors: Readonly<Record<TableUnit, number>> = { ms: 1, s: 1000, MiB: 1024 * 1024, '×': 1 };
const digits: Readonly<Record<TableUnit, number>> = { ms: 0, s: 2, MiB: 0, '×': 2 };

/** Prints min, median and max of each row, and whether its median keeps its limit. */
export function printTable(title: string, unit: TableUnit, rows: readonly Row[]): void {
  const shown = (value: number) => (value / divisors[unit]).toFixed(digits[unit]);
  const cells = rows.map(({ name, samples, limit }) => {
    const { min, median, max } = spreadOf(samples);
    const verdict = limit === undefined ? '' : `≤ ${shown(limit)}  ${median <= limit ? 'ok' : 'MISSED'}`;
    return [name, String(samples.length), shown(min), shown(median), shown(max), verdict];
  });
  const lines = [[`${title} (${unit})`, 'n', 'min', 'median', 'max', 'limit'], ...cells];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) {
    const [name = '', ...numbers] = line.map((cell, column) =>
      column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log([name, ...numbers].join('  ').trimEnd());
  }
  console.log('');
}
