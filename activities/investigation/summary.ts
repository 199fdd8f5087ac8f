/** What is the most important result of an investigation step, in one line? */
import type { InvestigationCommand } from '../../policy/schema';

/** What became of one command. `text` begins with the most telling line. */
export interface StepOutcome {
  command: InvestigationCommand;
  state: 'seen' | 'by-hand' | 'failed' | 'cut-off';
  text: string;
}

const LONGEST_PART = 100;

const LONGEST_SUMMARY = 300;

/** What people ask for first: does it answer, how slow, how many errors. Then the rest, as the guide has it. */
const RANKS: Partial<Record<InvestigationCommand['tool']['use'], number>> = { http: 0, prometheus: 1 };

const rankOf = ({ command }: StepOutcome): number => RANKS[command.tool.use] ?? 2;

/**
 * The most telling of a step in one line: `NOT healthy: answered 503; p99 7.2 s (was 0.4 s an hour ago); errors 29 %`.
 * What found nothing is left out; what could not be looked at is counted.
 */
export function summaryOf(outcomes: readonly StepOutcome[]): string {
  const seen = outcomes.filter(({ state }) => state === 'seen').sort((one, other) => rankOf(one) - rankOf(other));
  const failed = outcomes.filter(({ state }) => state === 'failed');
  const telling = [...seen, ...failed].map(({ text }) => firstLine(text)).filter((line) => !/^none\b/.test(line));
  const parts = [...new Set(telling)].map((line) => shortened(line, LONGEST_PART));
  const left = [
    countOf(outcomes, 'failed', 'failed'),
    countOf(outcomes, 'cut-off', 'cut off'),
    countOf(outcomes, 'by-hand', 'to run by hand'),
  ].flat();
  const nothing = seen.length > 0 ? ['nothing found'] : [];
  return [...withinRoom(parts.length > 0 ? parts : nothing), ...left].join('; ');
}

const countOf = (outcomes: readonly StepOutcome[], state: StepOutcome['state'], words: string): string[] => {
  const count = outcomes.filter((outcome) => outcome.state === state).length;
  return count === 0 ? [] : [`${count} ${words}`];
};

/** As many as fit, in their order; one at least. */
function withinRoom(parts: readonly string[]): string[] {
  let room = LONGEST_SUMMARY;
  return parts.filter((part, at) => {
    room -= part.length + 2;
    return at === 0 || room >= 0;
  });
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').trim();

const shortened = (line: string, longest: number): string =>
  line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
