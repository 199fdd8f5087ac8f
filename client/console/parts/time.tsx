/** How do instants and severities stand on a page? Script shows times as they pass, and in the reader's own zone. */
import { agoText, countdownText } from '../text/duration';

const utc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** `in 5 min`, `12 s late`. */
export function Due({ at, now }: { at: string; now: number }) {
  const instant = Date.parse(at);
  return (
    <time datetime={at} data-tick="due" class={instant < now ? 'late' : undefined} title={utc(at)}>
      {countdownText(instant, now)}
    </time>
  );
}

/** `5 min ago`. */
export function Ago({ at, now }: { at: string; now: number }) {
  return (
    <time datetime={at} data-tick="ago" title={utc(at)}>
      {agoText(Date.parse(at), now)}
    </time>
  );
}

/** `14:35 UTC`; with its date where that is asked for. */
export function At({ at, date = false }: { at: string; date?: boolean }) {
  return (
    <time datetime={at} data-local={date ? 'date' : 'time'}>
      {date ? utc(at) : utc(at).slice(11)}
    </time>
  );
}

/** A severity: its name, in the look of its rank. */
export function SeverityBadge({ id, rank }: { id: string; rank: number }) {
  return <span class={`severity rank-${rank}`}>{id}</span>;
}
