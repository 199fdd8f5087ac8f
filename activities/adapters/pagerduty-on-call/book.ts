/** Who is on call according to PagerDuty, even while PagerDuty does not answer? */
import type { OnCallAnswer, OnCallBook, OutsideUser } from '../../../directory/provider-on-call';
import type { OnCallSource } from '../../../directory/schema';
import { ProviderUnavailable } from '../../errors';
import { type PagerDutyApi, type Query, waitAsked, type Within } from './api';
import { contactPointsOf } from './contact-points';
import type { OnCallKeeper } from './kept';
import { NOTHING_KEPT } from './kept-shape';
import { type OnCallEntry, OnCalls, OneUser } from './shapes';
import { messageOf } from '../../../domain/text/message-of';
import { defined } from '../../../domain/state/fields';

export interface OnCallBookOptions {
  api: PagerDutyApi;
  now?: () => number;
  /** For everything that one question needs. Paging waits no longer than this. */
  withinMs?: number;
  /** Where answers outlast the process; without it they don't. */
  keeper?: Pick<OnCallKeeper, 'read'> & Partial<Pick<OnCallKeeper, 'write'>>;
}

const GOOD_FOR_MS = 60_000;
/** After a failure nobody waits for another one so soon. */
const QUIET_MS = 10_000;
/** How someone can be reached changes rarely. */
const USER_GOOD_FOR_MS = 3_600_000;

const DAY_MS = 86_400_000;
/** Fourteen days ahead, so that hand-overs happen while PagerDuty is away; one back, for a worker that was away. */
const AHEAD_MS = 14 * DAY_MS;
const BACK_MS = DAY_MS;

interface Page {
  source: OnCallSource;
  answer?: OnCallAnswer;
  trouble?: string;
  notBeforeAt: number;
  asking?: Promise<void> | undefined;
}

/**
 * Keeps what PagerDuty said about who is on call: the last good answer stays while PagerDuty fails, and with a keeper
 * it stays for the next process.
 */
export function createOnCallBook({ api, now = Date.now, withinMs = 2_000, keeper }: OnCallBookOptions): OnCallBook {
  const kept = keeper?.read() ?? NOTHING_KEPT;
  const pages = new Map(
    kept.answers.map(({ source, answer }): [string, Page] => [
      JSON.stringify(source),
      { source, answer, notBeforeAt: -Infinity },
    ]),
  );
  const users = new Map(kept.users.map((known) => [known.user.id, known]));
  /** While PagerDuty itself is away nobody waits for any source of it. */
  let away = { untilAt: -Infinity, because: '' };

  const pageOf = (source: OnCallSource): Page => {
    const key = JSON.stringify(source);
    const page = pages.get(key) ?? { source, notBeforeAt: -Infinity };
    pages.set(key, page);
    return page;
  };

  const remember = (): void => {
    const answers = [...pages.values()].flatMap(({ source, answer }) =>
      answer === undefined ? [] : [{ source, answer }],
    );
    void keeper?.write?.({ answers, users: [...users.values()] });
  };

  /** How somebody can be reached. What is known stays while PagerDuty does not say. */
  async function lookUp(id: string, within: Within): Promise<OutsideUser> {
    const known = users.get(id);
    if (known !== undefined && now() - known.askedAt < USER_GOOD_FOR_MS) return known.user;
    const query = { 'include[]': ['contact_methods', 'notification_rules'] };
    const { user } = await api.get(`/users/${encodeURIComponent(id)}`, query, OneUser, within);
    const { name, email } = user;
    const found = { id, name, ...(email != null && { email }), contactPoints: contactPointsOf(user) };
    users.set(id, { user: found, askedAt: now() });
    return found;
  }

  async function ask(source: OnCallSource, page: Page, isKnown: (user: OutsideUser) => boolean): Promise<void> {
    const within = { deadlineAt: Date.now() + withinMs };
    const askedAt = now();
    const [from, until] = [askedAt - BACK_MS, askedAt + AHEAD_MS];
    try {
      const entries = await api.all('/oncalls', queryFor(source, from, until), OnCalls, (all) => all.oncalls, within);
      const duties = dutiesIn(source, entries);
      page.answer = { duties, from, until, askedAt };
      delete page.trouble;
      // Who is on call is known; that somebody's telephone is not must not take that away.
      const strangers = new Map(duties.flatMap(({ user }) => (isKnown(user) ? [] : [[user.id, user] as const])));
      await Promise.allSettled([...strangers.keys()].map((id) => lookUp(id, within)));
      remember();
    } catch (error) {
      page.trouble = messageOf(error);
      const quietUntilAt = now() + Math.max(QUIET_MS, waitAsked(error) ?? 0);
      if (error instanceof ProviderUnavailable) away = { untilAt: quietUntilAt, because: page.trouble };
      else page.notBeforeAt = quietUntilAt;
    }
  }

  /** Why nobody asks for what would be asked for now. */
  const awayFor = ({ answer }: Page): string | undefined =>
    now() < away.untilAt && (answer === undefined || now() - answer.askedAt >= GOOD_FOR_MS) ? away.because : undefined;

  return {
    known(source) {
      const { answer, trouble = awayFor(pageOf(source)) } = pageOf(source);
      const duties = answer?.duties.map((duty) => ({ ...duty, user: users.get(duty.user.id)?.user ?? duty.user }));
      return {
        ...(answer !== undefined && { answer: { ...answer, duties: duties ?? [] } }),
        ...defined({ trouble }),
      };
    },

    async refresh(sources, isKnown, olderThanMs = GOOD_FOR_MS) {
      const due = sources.map(pageOf).map((page, n) => ({ page, source: sources[n] }));
      await Promise.all(
        due.map(async ({ page, source }) => {
          const age = page.answer === undefined ? Infinity : now() - page.answer.askedAt;
          if (source === undefined || age < olderThanMs || now() < Math.max(page.notBeforeAt, away.untilAt)) return;
          page.asking ??= ask(source, page, isKnown).finally(() => (page.asking = undefined));
          await page.asking;
        }),
      );
    },

    user: (id) => lookUp(id, { deadlineAt: Date.now() + withinMs }).catch(() => users.get(id)?.user),
  };
}

function queryFor({ pagerduty }: OnCallSource, from: number, until: number): Query {
  const which =
    'schedule' in pagerduty
      ? { 'schedule_ids[]': [pagerduty.schedule] }
      : { 'escalation_policy_ids[]': [pagerduty.escalationPolicy] };
  const time = { since: new Date(from).toISOString(), until: new Date(until).toISOString(), time_zone: 'UTC' };
  return { ...which, ...time, 'include[]': ['users'] };
}

/** A schedule that several escalation policies use is answered once for each of them. */
function dutiesIn({ pagerduty }: OnCallSource, entries: OnCallEntry[]): OnCallAnswer['duties'] {
  const meant = entries.filter((entry) =>
    'schedule' in pagerduty
      ? entry.schedule?.id === pagerduty.schedule
      : entry.escalation_policy.id === pagerduty.escalationPolicy && entry.escalation_level === pagerduty.level,
  );
  const duties = meant.map(({ user, start, end }) => {
    const { id, email } = user;
    const who = { id, name: user.name ?? user.summary ?? id, ...(email != null && { email }) };
    const contactPoints = email != null ? [{ channel: 'email' as const, address: email }] : [];
    return { user: { ...who, contactPoints }, from: start ?? -Infinity, until: end ?? Infinity };
  });
  const keyOf = ({ user, from, until }: (typeof duties)[number]): string => `${user.id} ${from} ${until}`;
  return [...new Map(duties.map((duty) => [keyOf(duty), duty])).values()];
}
