/** What does `muster override` print for each shift that was taken? */
import type { TakenShift } from '../../../directory/override-book';
import { utcDateTime } from '../../../domain/text/format';
import { type Sheet, wrapped } from './layout';

/** One line each, the newest first. */
export function shiftsPage(shifts: readonly TakenShift[], sheet: Sheet): string {
  if (shifts.length === 0) return 'No shift was taken.\n';
  const at = (iso: string): string => utcDateTime(Date.parse(iso));
  const lines = shifts.flatMap(({ id, person, rotation, layer, from, to, by }) =>
    wrapped(
      sheet,
      `${id}  `,
      `${person} in ${rotation}, ${layer}: ${at(from)} to ${at(to)}${by === person ? '' : ` (entered by ${by})`}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}
