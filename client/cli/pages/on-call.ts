/** What does `muster oncall` print for each role? */
import { utcDateTime } from '../../../domain/text/format';
import type { Held } from '../../people/on-call';
import { charactersOf, type Sheet, wrapped } from './layout';

export function onCallPage(held: readonly Held[], sheet: Sheet): string {
  const widest = Math.max(...held.map(({ title }) => charactersOf(title).length));
  return `${held
    .flatMap(({ title, people, sources = [], problem }) => {
      const names = people.map(({ name, until }) =>
        until === undefined ? name : `${name} until ${utcDateTime(Date.parse(until))}`,
      );
      const from = sources.filter((source) => source.startsWith('PagerDuty')).map((source) => `(${source})`);
      const text = [...names, ...from, ...(problem === undefined ? [] : [`! ${problem}`])].join('; ');
      return wrapped(sheet, `${title.padEnd(widest)}  `, text);
    })
    .join('\n')}\n`;
}
