/** The smallest, middle and largest of several rounds. */
export function spread(rounds: readonly number[]): string {
  const sorted = [...rounds].sort((a, b) => a - b);
  return [sorted[0], quantile(sorted, 0.5), sorted.at(-1)].map((value) => short(value ?? NaN)).join(' / ');
}

/** The value below which this share of the values is. Throws where there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('There is nothing to take a quantile of.');
  return value;
}

const short = (value: number): string => (value >= 10 ? String(Math.round(value)) : value.toFixed(2));

/** Rows under each other, in columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
