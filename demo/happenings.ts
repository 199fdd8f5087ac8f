/** What has happened so far in the demo, as one list in order of time? */
import { column, shortened } from '../client/cli/pages/layout';
import { memberOf, readKey } from '../domain/state/keys';
import type { TimelineView } from '../domain/view';
import { policyAge } from './clock';
import type { SentMessage } from './messages';
import type { Sight } from './sight';

/** One thing that happened: in the record, or on its way to people. */
export interface Happening {
  /** The same thing has the same id at every look. */
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  readonly text: string;
}

/** The record has the full text. */
const LONGEST = 180;

/** Everything up to now, in order of time. */
export function happeningsIn({ incident, postMortem, sent }: Sight): Happening[] {
  const story = [...(incident?.timeline ?? []), ...(postMortem?.timeline ?? [])].map(ofStory);
  return [...story, ...sent.flatMap(ofMessage)].sort((a, b) => a.at - b.at);
}

function ofStory({ seq, at, kind, text, by, because }: TimelineView): Happening {
  const why = because === undefined ? '' : ` (${because})`;
  const who = by === undefined || by === 'muster' ? '' : ` [${by}]`;
  return {
    id: `story:${seq}`,
    at: Date.parse(at),
    kind,
    text: shortened(`${text.split('\n')[0] ?? ''}${why}${who}`, LONGEST),
  };
}

/** The timeline already has the updates and who is contacted, but not each page. */
function ofMessage({ at, incidentId, key, port, kind, to, name, subject }: SentMessage): Happening[] {
  // A message that Muster has not reported yet is shown once it is known which one it is.
  const isUnknown = incidentId === '' && ['page', 'mail', 'calendar'].includes(port);
  if (kind === 'update' || isUnknown) return [];
  const head = { id: `message ${key}`, at: Date.parse(at) };
  if (port !== 'page') {
    const whom = to.length > 3 ? `${to.length} people` : to.join(', ');
    return [{ ...head, kind: port, text: shortened(`${subject ?? kind}${whom === '' ? '' : ` → ${whom}`}`, LONGEST) }];
  }
  const time = memberOf(key);
  const again = time > 1 ? ` (${time})` : '';
  const alone = readKey(key).of === 'join-page' ? ', alone: the role has not joined' : '';
  return [{ ...head, kind: port, text: `${name ?? to.join(', ')}${again}${alone}` }];
}

/** `  12:30  page          Ingrid Solberg, 2. time`: with its age in policy minutes. */
export const happeningLine = (startedAt: number, { at, kind, text }: Happening): string =>
  `${policyAge(startedAt, at).padStart(6)}  ${column(kind, 14)} ${text}`;
