/** How are the rounds of a benchmark put together and shown? */

/** What one round measured. */
export interface Measured {
  figure: string;
  value: number;
  /** What it must be; absent: it only says what the others mean. */
  must?: string;
}

/** One figure over all rounds, with the machine's load before each: what else ran there. */
export interface Figure {
  figure: string;
  must?: string;
  median: number;
  rounds: number[];
  load: number[];
}

/** Adds one round to the figures so far. */
export function merged(figures: Figure[], round: readonly Measured[], load: number): void {
  for (const { figure, value, must } of round) {
    const known = figures.find((one) => one.figure === figure);
    if (known === undefined)
      figures.push({ figure, ...(must !== undefined && { must }), median: value, rounds: [value], load: [load] });
    else {
      known.rounds.push(value);
      known.load.push(load);
      known.median = quantile(known.rounds, 0.5);
    }
  }
}

/** The value below which this share of the values is. Throws where there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('There is nothing to take a quantile of.');
  return value;
}

const HEAD = ['figure', 'median', 'smallest to largest', 'must', 'load'];

const short = (value: number): string => (value >= 10 ? String(Math.round(value)) : value.toFixed(2));

const spread = (values: readonly number[]): string =>
  values.length === 1 ? '' : `${short(Math.min(...values))} to ${short(Math.max(...values))}`;

const rowOf = ({ figure, median, rounds, must = '', load }: Figure): string[] => [
  figure,
  short(median),
  spread(rounds),
  must,
  spread(load) === '' ? (load[0] ?? NaN).toFixed(1) : spread(load),
];

/** Rows under each other, in columns as wide as their widest cell. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

/** The same for the docs. */
export const markdown = (figures: readonly Figure[]): string =>
  [HEAD, HEAD.map(() => '---'), ...figures.map(rowOf)].map((row) => `| ${row.join(' | ')} |`).join('\n');
