/** Plays an incident on the virtual clock and keeps, in full, what people would have got and what the pages would show. */
import { dueLines, overdue, overdueLines } from '../../client/cli/pages/obligations';
import { showPage } from '../../client/cli/pages/show';
import { timelinePage } from '../../client/cli/pages/timeline';
import { smsOf, twimlOf } from '../../activities/adapters/twilio/words';
import { composePost, composeTicket } from '../../domain/messages/compose';
import { type ComposedPage, composePage } from '../../domain/messages/page';
import { withRoomLinks } from '../../domain/messages/room-links';
import { mayRing } from '../../domain/paging/urgency';
import type { Effect } from '../../domain/state/effects';
import type { IncidentEvent } from '../../domain/state/events';
import type { Incident } from '../../domain/state/incident';
import type { PageReason } from '../../domain/state/vocabulary';
import { publicWords } from '../../domain/status-page/words';
import { view } from '../../domain/view';
import type { Policy } from '../../policy/schema';
import { asTime, START } from '../support/times';
import { wordsOf } from '../fakes/twilio/words';
import { guide } from '../support/virtual-clock';

type Page = Extract<Effect, { do: 'page' }>;

/** The messages and page reasons that have been rendered so far: a test holds them to all that there are. */
export const rendered = { messages: new Set<string>(), reasons: new Set<PageReason>() };

export class Teller {
  private readonly messages: string[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly policy: Policy = guide) {}

  /** Hears of everything that happens; `VirtualIncident` calls it. */
  readonly hears = (before: Incident, event: IncidentEvent): void => {
    if (event.type === 'effect-done') this.keep(before, event.effect, event.at);
  };

  /** Everything that the play has brought to people, then the incident's pages as they stand at `now`. */
  tell(title: string, incident: Incident, now: number): string {
    const shown = view(this.policy, incident, now);
    const sheet = { now, width: 100, colour: false };
    return [
      heading(title),
      ...this.messages,
      heading('muster show'),
      showPage(shown, sheet),
      heading('every obligation'),
      ...overdue(shown, now).flatMap((owed) => overdueLines(owed, sheet, shown.names)),
      ...dueLines(shown, sheet),
      ...shown.obligations.map(({ what, owner, state, because }) =>
        [`${state}: ${what} (${owner})`, because].filter((part) => part !== undefined).join(': '),
      ),
      heading('muster timeline'),
      timelinePage(
        shown.timeline.filter(({ text }) => this.isNew(text)),
        sheet,
      ),
    ].join('\n');
  }

  private keep(incident: Incident, effect: Effect, at: number): void {
    if (effect.do === 'page') {
      rendered.reasons.add(effect.reason);
      const page = composePage(this.policy, incident, effect, at);
      const text = [page.text, ...onThePhone(page, incident.id, effect)].join('\n');
      this.add(`${effect.kind} to ${effect.to}`, at, { subject: page.subject, text });
    } else if (effect.do === 'post') {
      rendered.messages.add(effect.message);
      const post = composePost(this.policy, incident, effect.message, at);
      // Mail is for stakeholders, who have no command line, wherever Muster runs.
      if (effect.port === 'mail') expect(post.text).not.toMatch(COMMAND);
      this.add(`post to ${effect.port}`, at, post);
    } else if (effect.do === 'create-ticket') {
      this.add('ticket', at, composeTicket(this.policy, incident, effect.purpose, at));
    } else if (effect.do === 'show-statement' && incident.statusPage !== undefined) {
      const words = publicWords(this.policy, incident, incident.statusPage.statement);
      if (words === undefined) return;
      const { title, text, status, impact, component } = words;
      const shownAs = [status, impact, component].filter((part) => part !== undefined).join(', ');
      this.add('PUBLIC STATUS PAGE', at, { subject: title, text: `${text}\n(${shownAs})` });
    }
  }

  /** The same words to another person, or with other numbers, are one text. */
  private isNew(text: string): boolean {
    const words = text.replace(/\d+|--as \w+/g, '');
    if (this.known.has(words)) return false;
    this.known.add(words);
    return true;
  }

  private add(where: string, at: number, { subject, text }: { subject: string; text: string }): void {
    expect(withRoomLinks(text, 'https://muster.example.com', 'release-manager-7f3k2a9q-x4tm')).not.toMatch(COMMAND);
    if (!this.isNew(`${where.split(' to ')[0] ?? ''}${subject}${text}`)) return;
    this.messages.push(`--- ${asTime(at - START)}  ${where}`, `Subject: ${subject}`, text, '');
  }
}

/** Nobody has to type anything who can open the room. */
const COMMAND = /\bmuster [a-z-]+ /;

/** What a link looks like that is as long as they come. */
const LINK = 'https://muster.example.com/a/release-manager-7f3k2a9q-x4tm.ingrid-solberg.0.hteei.ps46ekv7qyarr6pym53d';

/** People speak about fifteen characters a second; what is said to whoever presses no key is not counted. */
const MOST_SAID = 20 * 15;

/** The page as a text message and as a call, with a link. */
function onThePhone(page: ComposedPage, incidentId: string, { key, kind, to }: Page): string[] {
  const { answer, ...said } = page;
  const sent = {
    ...{ incidentId, key, kind, ...said, to: { id: to, name: to, contactPoints: [] }, roles: [] },
    ...(answer !== undefined && { answer: { ...answer, url: LINK } }),
  };
  const sms = smsOf(sent, { hears: true }).replace(/\([0-9a-f]{10}\)$/, '(mark)');
  const call = wordsOf(twimlOf(sent, { hears: true }));
  expect(sms.length).toBeLessThanOrEqual(320);
  expect(call.replace('No key was pressed. Goodbye.', '').length).toBeLessThanOrEqual(MOST_SAID);
  expect(call).not.toMatch(/https?:|muster [a-z]+ [a-z0-9-]+-x4tm/);
  return ['--- as a text message', sms, ...(mayRing(kind) ? ['--- as a call', call] : [])];
}

export const heading = (text: string): string =>
  `\n${'='.repeat(3)} ${text} ${'='.repeat(Math.max(3, 96 - text.length))}`;
