/** Did each message in the demo go to the right people, at the right time and only once? */
import { effectKey, readKey } from '../domain/state/keys';
import { isBrief, isFirstCall, isLonelyPage, type IsMeant, isOnly, isPageAtOnce, isPageToCto } from './calls';
import { policyMinutes } from './clock';
import { doubledKeys, type SentMessage, pagesIn } from './messages';
import type { Expectation, PlayOutcome } from './outcome';
import { CEO } from './roles';

/** A timer rings at its time; until the message is there a slow machine takes a while, in policy minutes. */
const TOLERANCE_MINUTES = 2;

const ageOf = ({ incident }: PlayOutcome, { at }: SentMessage): number =>
  policyMinutes(Date.parse(incident.startedAt), Date.parse(at));

const keyed = (outcome: PlayOutcome, isIt: IsMeant): SentMessage[] =>
  outcome.sent.filter(({ key }) => isIt(readKey(key)));

/** What falls into the outage can only go out when something runs again. */
function isInTime({ incident, outage }: PlayOutcome, age: number, minute: number): boolean {
  const [gone, back] = [outage.at, outage.backAt].map((at) => policyMinutes(Date.parse(incident.startedAt), at));
  const isInOutage = gone !== undefined && back !== undefined && minute >= gone && minute <= back;
  return age >= minute - TOLERANCE_MINUTES && age <= (isInOutage ? back : minute) + TOLERANCE_MINUTES;
}

/** Says what is wrong unless there are so many of these messages, at that age. */
function arrived(outcome: PlayOutcome, isIt: IsMeant, count: number, minute?: number): string | undefined {
  const messages = keyed(outcome, isIt);
  if (messages.length !== count) return `${messages.length} such messages, expected ${count}`;
  const late = messages.find((message) => minute !== undefined && !isInTime(outcome, ageOf(outcome, message), minute));
  return late === undefined
    ? undefined
    : `${late.key} went out at minute ${ageOf(outcome, late).toFixed(1)}, expected ${minute ?? ''}`;
}

const sent = (what: string, isIt: IsMeant, count: number, minute?: number): Expectation => ({
  what,
  problem: (outcome) => arrived(outcome, isIt, count, minute),
});

const CALLED_PEOPLE = 6;

/** Who was reached by what, and when. Five people are called first: the on-call's second, and four roles. */
export const MESSAGES: readonly Expectation[] = [
  sent('the response team and all on-call are paged at once', isPageAtOnce(1), 5, 0),
  sent('the page is repeated after 2 minutes', isPageAtOnce(2), 5, 2),
  sent('the page is repeated after 4 minutes', isPageAtOnce(3), 5, 4),
  sent('the CTO is paged at the response deadline', isPageToCto, 1, 5),
  {
    what: 'nobody else is paged, not even the CEO',
    problem: ({ incident, sent }) => {
      const expected = sent.filter(({ key }) => isFirstCall(readKey(key))).flatMap(({ to }) => to);
      const others = pagesIn(sent).filter(({ to }) => to.some((id) => !expected.includes(id)));
      const problems = [
        ...(new Set(expected).size === CALLED_PEOPLE
          ? []
          : [`${new Set(expected).size} people are paged, expected ${CALLED_PEOPLE}`]),
        ...others.map(({ to, key }) => `${to.join(' and ')} by ${key}`),
        ...incident.people.flatMap(({ id, roles }) => (roles.includes(CEO) ? [`${id} is on the incident`] : [])),
      ];
      return problems.length === 0 ? undefined : problems.join(', ');
    },
  },
  sent('the DevOps Lead, who has not joined, is paged alone at minute 15', isLonelyPage, 1, 15),
  {
    what: 'after the first acknowledgement no page repeats for everyone',
    problem: (outcome) => {
      const { incident } = outcome;
      const answeredAt = incident.timeline.find(({ kind }) => kind === 'acknowledged')?.at;
      if (answeredAt === undefined) return 'nobody acknowledged';
      const late = pagesIn(outcome.sent).filter(
        ({ key, at }) => readKey(key).of === 'page' && Date.parse(at) > Date.parse(answeredAt) + 1_000,
      );
      return late.length === 0 ? undefined : `still paged: ${late.map(({ key }) => key).join(', ')}`;
    },
  },
  sent('the initial notification goes to the channel and the stakeholders', ({ of }) => of === 'initial', 2, 0),
  sent('the decision brief goes to the channel and the approvers', isBrief, 2, 15),
  sent('the resolved notification goes to everyone who got the initial one', ({ of }) => of === 'resolved', 2),
  sent(
    'the meeting is proposed, and moved by a second invitation',
    (key) => key.of === 'invitation' && key.sequence <= 1,
    2,
  ),
  sent(
    'the meeting was held early, so it disappears from people’s calendars',
    isOnly(effectKey('meeting-withdrawal', { sequence: 2 })),
    1,
  ),
  sent(
    'a reminder goes out an hour before the meeting',
    isOnly(effectKey('meeting-reminder', { sequence: 1, ahead: '1h' })),
    1,
  ),
  {
    what: 'no message goes out twice',
    problem: (outcome) => {
      const doubled = doubledKeys(outcome.sent);
      return doubled.length === 0 ? undefined : `sent twice: ${doubled.join(', ')}`;
    },
  },
];
