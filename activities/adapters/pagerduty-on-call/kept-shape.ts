/** What the file of the last answers holds. Instants are written for people; one that never comes is null. */
import { z } from 'zod';
import type { OnCallAnswer, OutsideUser } from '../../../directory/provider-on-call';
import { OnCallSourceShape, type OnCallSource } from '../../../directory/schema';

export interface Kept {
  answers: { source: OnCallSource; answer: OnCallAnswer }[];
  /** How people can be reached who are not in the directory. */
  users: { user: OutsideUser; askedAt: number }[];
}

export const NOTHING_KEPT: Kept = { answers: [], users: [] };

const Moment = z.iso.datetime().transform((text) => Date.parse(text));
const From = Moment.nullable().transform((at) => at ?? -Infinity);
const Until = Moment.nullable().transform((at) => at ?? Infinity);

const User = z.strictObject({
  id: z.string().min(1),
  name: z.string(),
  email: z.string().exactOptional(),
  contactPoints: z.array(z.strictObject({ channel: z.enum(['phone', 'sms', 'email']), address: z.string() })),
});

const Answer = z.strictObject({
  source: OnCallSourceShape,
  askedAt: Moment,
  from: Moment,
  until: Moment,
  duties: z.array(z.strictObject({ user: User, from: From, until: Until })),
});

export const KeptFile = z
  .strictObject({
    version: z.literal(1),
    answers: z.array(Answer),
    users: z.array(z.strictObject({ user: User, askedAt: Moment })),
  })
  .transform(({ answers, users }): Kept => ({
    answers: answers.map(({ source, ...answer }) => ({ source, answer })),
    users,
  }));

/** How somebody is reached is kept as long as an answer that names them may be. */
const USER_KEPT_FOR_MS = 14 * 86_400_000;

/** Without what says nothing of now any more, and what a clock that was wrong has dated ahead: it would never be renewed. */
export const stillGood = ({ answers, users }: Kept, now: number): Kept => ({
  answers: answers.filter(({ answer }) => answer.askedAt <= now && answer.until > now),
  users: users.filter(({ askedAt }) => askedAt <= now && askedAt > now - USER_KEPT_FOR_MS),
});

/** Of each source and person what is newer. */
export const merged = (one: Kept, other: Kept): Kept => ({
  answers: newest(
    [...one.answers, ...other.answers],
    ({ source }) => JSON.stringify(source),
    ({ answer }) => answer.askedAt,
  ),
  users: newest(
    [...one.users, ...other.users],
    ({ user }) => user.id,
    ({ askedAt }) => askedAt,
  ),
});

function newest<Item>(items: Item[], keyOf: (item: Item) => string, atOf: (item: Item) => number): Item[] {
  const oldestFirst = [...items].sort((a, b) => atOf(a) - atOf(b));
  return [...new Map(oldestFirst.map((item) => [keyOf(item), item])).values()];
}

/** As it stands in the file. */
export const written = ({ answers, users }: Kept): object => ({
  version: 1,
  answers: answers.map(({ source, answer: { askedAt, from, until, duties } }) => ({
    source,
    askedAt: moment(askedAt),
    from: moment(from),
    until: moment(until),
    duties: duties.map((duty) => ({ ...duty, from: endOf(duty.from), until: endOf(duty.until) })),
  })),
  users: users.map(({ user, askedAt }) => ({ user, askedAt: moment(askedAt) })),
});

const moment = (at: number): string => new Date(at).toISOString();
const endOf = (at: number): string | null => (Number.isFinite(at) ? moment(at) : null);
