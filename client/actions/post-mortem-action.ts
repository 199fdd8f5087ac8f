/** What can a person do to a post-mortem, and how are days and times in it read? */
import { z } from 'zod';
import { dayOf, instantOfIso, instantOn, minuteOf } from '../../directory/wall-time';
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import { action, BadInput, Name, personOf, Text, type Given } from './action';
import { defined } from '../../domain/state/fields';

const Priority = z.enum(['high', 'medium', 'low']);

/** In the words of `muster post-mortem`. */
const Body = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('move'),
    at: Name.describe('a time; without an offset it is in the policy’s time zone'),
    reason: Text.optional().describe('needed outside business hours, and after the deadline'),
  }),
  z.strictObject({ do: z.literal('hold') }),
  z.strictObject({ do: z.literal('sign') }),
  z.strictObject({
    do: z.literal('add-item'),
    text: Text,
    owner: Name,
    due: Name.describe('a day such as 2026-01-31'),
    priority: Priority.default('medium'),
  }),
  z.strictObject({ do: z.literal('finish-item'), item: Name }),
  z.strictObject({ do: z.literal('tick'), item: Name, evidence: Text.optional() }),
  z.strictObject({ do: z.literal('untick'), item: Name, reason: Text }),
  z.strictObject({ do: z.literal('skip'), item: Name, reason: Text }),
  z.strictObject({ do: z.literal('run'), item: Name.describe('runs its test suite again') }),
  z.strictObject({ do: z.literal('note'), text: Text }),
]);

/** Everything about the time after an incident: the meeting, its items, the later checklists, the signatures. */
export const postMortemAction = action(
  'post-mortem',
  'Work on the post-mortem: the meeting, action items, what is checked after the resolution, sign-off',
  Body,
  async (body, context) => ({ to: 'post-mortem', deed: await deedOf(body, context) }),
);

async function deedOf(body: z.output<typeof Body>, context: Given): Promise<PostMortemDeed> {
  switch (body.do) {
    case 'move':
      return {
        do: 'move',
        startsAt: readInstant('at', body.at, (await context.calendar()).zone),
        ...defined({ reason: body.reason }),
      };
    case 'add-item': {
      const { text, owner, due, priority } = body;
      if (!isDate(due))
        throw new BadInput([{ path: 'due', message: `"${due}" is not a date; write it as 2026-01-31` }]);
      const person = personOf(owner, context);
      const { zone, from, to } = await context.calendar();
      // The morning and the evening of that day, where the people are.
      const [dayAt, dueAt] = [from, to].map((time) => instantOn(dayOf(due), minuteOf(time), zone));
      return { do: 'add-item', text, owner: person, priority, dayAt: dayAt ?? 0, dueAt: dueAt ?? 0 };
    }
    case 'tick':
      return { do: 'tick', item: body.item, ...defined({ evidence: body.evidence }) };
    case 'hold':
    case 'sign':
    case 'finish-item':
    case 'untick':
    case 'skip':
    case 'run':
    case 'note':
      return body;
  }
}

/** A time as people write it: an instant where it has an offset, else the wall time of a zone. Throws `BadInput`. */
export function readInstant(path: string, text: string, zone: string): number {
  const shape = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;
  const written = text.trim().replace(' ', 'T');
  const instant = shape.test(written) ? instantOfIso(written.includes('T') ? written : `${written}T00:00`, zone) : NaN;
  if (Number.isNaN(instant))
    throw new BadInput([
      { path, message: `"${text}" is not a time; write it as 2026-01-15T14:30 or 2026-01-15T14:30Z` },
    ]);
  return instant;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
