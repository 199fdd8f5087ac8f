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

type Group = [TimelineView, ...TimelineView[]];

/** Who joined one after the other stands in one row; everything else stands alone. */
function inGroups(entries: readonly TimelineView[]): Group[] {
  const groups: Group[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    const isMore =
      entry.kind === 'joined' && last?.[0].kind === 'joined' && last[0].at.slice(0, 10) === entry.at.slice(0, 10);
    if (isMore) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Each with the moment, the newest first. */
const Joins = ({ group: [newest, ...others], date }: { group: Group; date: boolean }) => (
  <li id={`e${newest.seq}`} class="person">
    <At at={newest.at} date={date} />
    <div>
      <span class="kind joined">{newest.text}</span>
      {others.map(({ seq, text, at }) => (
        <span id={`e${seq}`}>
          , {text} <At at={at} />
        </span>
      ))}
    </div>
  </li>
);

/** Entries of another day than the one above them carry their date. */
export function Timeline({ entries, whyOf, names }: TimelineProps) {
  if (entries.length === 0) return <p class="soft">Nothing has happened yet.</p>;
  const newest = inGroups([...entries].reverse());
  return (
    <ol class="timeline" reversed>
      {newest.map((group, n) => {
        const [entry] = group;
        const { at, text, by, via, because, kind, seq } = entry;
        const isNewDay = newest[n - 1]?.[0].at.slice(0, 10) !== at.slice(0, 10);
        if (group.length > 1) return <Joins group={group} date={isNewDay} />;
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
