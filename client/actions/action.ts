/** What does a row in the table of actions consist of, and how is a person's input checked against it? */
import { z } from 'zod';
import type { DirectoryData } from '../../directory/schema';
import type { Deed } from '../../domain/state/acts';
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import type { Calendar } from '../../policy/schema';
import { Refused } from '../errors';
import { findPerson, personRef } from '../people/lookup';

/** What a person asks for, as the incident client is asked for it. */
export type Ask =
  | { to: 'act'; deed: Deed }
  | { to: 'merge'; second: string; reason: string }
  | { to: 'post-mortem'; deed: PostMortemDeed };

/** What is needed to understand an input besides the input itself. */
export interface Given {
  directory: DirectoryData;
  now: number;
  /** What the path names: the task, the checklist's item. */
  param?: string;
  /** The calendar of the policy that the incident runs under; only asked for where a time has to be understood. */
  calendar: () => Promise<Calendar>;
}

/** One thing that a person can do, on every way in: its path, what it takes, and what it means. */
export interface Action {
  /** Below `/v1/incidents/{id}/`; `{task}` and `{item}` are part of it. */
  path: string;
  summary: string;
  body: z.ZodType;
  /** Throws `BadInput` for what does not fit, `Refused` for what fits and can't be done. */
  read: (input: unknown, given: Given) => Promise<Ask>;
}

/** Place and reason of a mistake in what was sent. */
export interface Mistake {
  path: string;
  message: string;
}

/** What is told of mistakes: an answer must not be longer than what it answers. */
const TOLD = { mistakes: 10, path: 200, message: 1_000 };

/** An input that does not fit: place and reason of each mistake, or of the first ones and how many there are besides. */
export class BadInput extends Error {
  override name = 'BadInput';
  readonly problems: Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const first = mistakes.slice(0, TOLD.mistakes).map(({ path, message }) => ({
      path: cut(path, TOLD.path),
      message: cut(message, TOLD.message),
    }));
    const more = mistakes.length - first.length;
    const problems = more === 0 ? first : [...first, { path: '', message: `and ${more} more` }];
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '));
    this.problems = problems;
  }
}

const cut = (text: string, longest: number): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`);

export const action = <Body extends z.ZodType>(
  path: string,
  summary: string,
  body: Body,
  ask: (body: z.output<Body>, given: Given) => Ask | Promise<Ask>,
): Action => ({
  path,
  summary,
  body,
  read: async (input, given) => {
    const parsed = body.safeParse(input ?? {});
    if (!parsed.success) throw badInput(parsed.error);
    return ask(parsed.data, given);
  },
});

export const badInput = ({ issues }: z.ZodError): BadInput =>
  new BadInput(issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })));

const LONGEST = 4_000;

/** A text of a person: it has to say something. */
export const Text = z.string().trim().min(1, 'is empty').max(LONGEST);
export const Name = z.string().trim().min(1).max(200);
/** For acts that need no input. */
export const Nothing = z.strictObject({});

/** Someone in the directory, by id, handle, name or mail address. */
export function personOf(named: string, { directory, now }: Given) {
  if (findPerson(directory, named) === undefined) throw new Refused(`${named} is not in the directory.`);
  return personRef(directory, named, now);
}
