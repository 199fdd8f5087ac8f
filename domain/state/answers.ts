/** Which answers are kept, so that an act that comes again gets its first one? */
import { clean } from '../text/inert';

/** What answers acts: an incident, a post-mortem. */
interface Answering {
  /** Answers by the act's id, the oldest first. */
  answered: Record<string, string>;
}

/** An act that comes again after so many others counts as new. Whoever repeats one does so within minutes. */
const MOST_ANSWERS = 500;

/** An answer is one sentence, but may have a name in it that somebody chose. */
const LONGEST_ANSWER = 400;

/** Keeps an answer. The oldest ones are forgotten, a fifth of them at once, so that not each act copies all of them twice. */
export function withAnswer<State extends Answering>(state: State, actId: string, text: string): State {
  const known = Object.entries(state.answered);
  const kept = known.length < MOST_ANSWERS ? state.answered : Object.fromEntries(known.slice(MOST_ANSWERS / 5));
  return { ...state, answered: { ...kept, [actId]: clean(text, LONGEST_ANSWER) } };
}
