/** Lines of the guide, both ends included, counted from 1. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Reads a rule's `source` (`L14, L20-28`) as ranges of lines, in the order in which they are written. */
export function citedLines(source: string): LineRange[] {
  return [...source.matchAll(/L(\d+)(?:-(\d+))?/g)].map(([, from = '0', to = from]) => ({
    from: Number(from),
    to: Number(to),
  }));
}
