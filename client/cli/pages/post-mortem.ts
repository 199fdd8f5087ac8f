/** What does `muster post-mortem` print about the meeting, action items, checklist and sign-off? */
import type { PostMortemView } from '../../../domain/post-mortem/view';
import { utcDateTime } from '../../../domain/text/format';
import { checklistLines } from './show';
import { countdown, paint, section, type Sheet, wrapped } from './layout';

/** A post-mortem on one page: the meeting, who has to sign, what is still to be done. */
export function postMortemPage(view: PostMortemView, sheet: Sheet): string {
  const { meeting, heldAt, names = {} } = view;
  const titled = (role: string): string => names[role] ?? role;
  return [
    ...wrapped(sheet, '', `Post-mortem of ${view.severity} ${view.title}`).map((line) => paint(sheet, 'bold', line)),
    ...wrapped(sheet, '', `${view.incidentId}  resolved ${at(view.resolvedAt)}`),
    '',
    ...wrapped(sheet, 'Meeting  ', heldAt === undefined ? meetingText(meeting, sheet) : `held ${at(heldAt)}`),
    ...wrapped(
      sheet,
      'Signed   ',
      view.signatures.map(({ name, role }) => `${name} (${titled(role)})`).join(', ') || 'nobody yet',
    ),
    ...wrapped(sheet, 'Missing  ', view.missingSignatures.map(titled).join(', ') || 'no sign-off'),
    ...section(
      sheet,
      'ACTION ITEMS',
      view.actionItems.flatMap((item) => itemLines(item, sheet)),
    ),
    ...section(
      sheet,
      'CHECKLIST',
      view.checklist.flatMap((item) => [...checklistLines(item, sheet), ...runLines(item, sheet)]),
    ),
    ...section(sheet, 'OVERDUE', overdueLines(view, sheet)),
    '',
  ].join('\n');
}

/** The attempts at an item's test suite. Of one that passed at once, its evidence says all. */
const runLines = ({ state, runs = [] }: PostMortemView['checklist'][number], sheet: Sheet): string[] =>
  state === 'ticked' && runs.length < 2
    ? []
    : runs.flatMap(({ attempt, verdict, text, url }) =>
        wrapped(sheet, `      ${attempt}. `, `${verdict}: ${text}${url === undefined ? '' : `, ${url}`}`),
      );

const at = (iso: string): string => utcDateTime(Date.parse(iso));

function meetingText(meeting: PostMortemView['meeting'], sheet: Sheet): string {
  if (meeting === undefined) return 'not set yet';
  if (meeting.off !== undefined) return `cancelled (was ${at(meeting.startsAt)}): ${meeting.off}`;
  if (Date.parse(meeting.startsAt) < sheet.now)
    return `was set for ${at(meeting.startsAt)}; nobody has said yet that it was held`;
  const hours = meeting.inBusinessHours ? '' : ', outside business hours';
  return `${at(meeting.startsAt)} (${countdown(sheet.now, meeting.startsAt)}${hours})`;
}

function itemLines(item: PostMortemView['actionItems'][number], sheet: Sheet) {
  const { id, text, owner, priority, dueAt, doneAt, doneBy, ticket } = item;
  const where = ticket === undefined ? '' : `; ticket ${ticket}`;
  const done = doneBy === 'ticket' ? 'closed in the ticket' : 'done';
  const when = doneAt === undefined ? `due ${dueAt.slice(0, 10)}, ${countdown(sheet.now, dueAt)}` : done;
  return wrapped(
    sheet,
    doneAt === undefined ? '  [ ] ' : '  [x] ',
    `${id} ${text} (${owner}, ${priority}, ${when}${where})`,
  );
}

const overdueLines = (view: PostMortemView, sheet: Sheet): string[] =>
  view.obligations
    .filter(({ doneAt, state, dueAt }) => {
      const owed = state === 'open' || state === 'missed';
      return owed && doneAt === undefined && dueAt !== undefined && Date.parse(dueAt) < sheet.now;
    })
    .flatMap(({ what, owner, dueAt }) =>
      wrapped(sheet, '  ! ', `${countdown(sheet.now, dueAt ?? '')}: ${what} (${view.names?.[owner] ?? owner})`),
    )
    .map((line) => paint(sheet, 'red', line));
