/** What has happened, entry by entry, the newest first? */
import type { TimelineView } from '../../../domain/view';
import type { Reason } from '../guide';
import { At } from './time';
import { Why } from './why';

export interface TimelineProps {
  entries: readonly TimelineView[];
  whyOf: (entry: TimelineView) => Reason | undefined;
  /** Who did it, by id. */
  names: Readonly<Record<string, string>>;
}

/** What Muster did carries no name. */
const isPerson = (by: string | undefined): by is string => by !== undefined && by !== 'muster';

/** Entries of another day than the one above them carry their date. */
export function Timeline({ entries, whyOf, names }: TimelineProps) {
  if (entries.length === 0) return <p class="soft">Nothing has happened yet.</p>;
  const newest = [...entries].reverse();
  return (
    <ol class="timeline" reversed>
      {newest.map((entry, n) => {
        const { at, text, by, via, because, kind, seq } = entry;
        const isNewDay = newest[n - 1]?.at.slice(0, 10) !== at.slice(0, 10);
        return (
          <li id={`e${seq}`} class={isPerson(by) ? 'person' : undefined}>
            <At at={at} date={isNewDay} />
            <div>
              <span class={`kind ${kind}`}>{text}</span>
              {isPerson(by) && (
                <span class="soft">
                  {' '}
                  {names[by] ?? by}
                  {via !== undefined && `, ${via}`}
                </span>
              )}
              {because !== undefined && because !== '' && !text.endsWith(because) && (
                <span class="soft"> because: {because}</span>
              )}
              <Why why={whyOf(entry)} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
