/** Did the tests pass that a checklist item asks for? */
import type { Policy } from '../../policy/schema';
import { isOwed, settle } from '../ledger/ledger';
import { noted } from '../ledger/timeline';
import type { Actor } from '../state/acts';
import { effectKey } from '../state/keys';
import { obligationId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { clean, inert } from '../text/inert';
import type { Entry, PostMortemEffect } from './effects';
import { LATER_STAGES, type PostMortem, type SuiteVerdict } from './state';

/** Evidence is read on one screen with the whole list. */
const LONGEST_EVIDENCE = 500;

/** How many earlier attempts at a suite are kept; the timeline has all of them. */
const KEPT_ATTEMPTS = 20;

/**
 * Each suite of an open item runs once after the resolution, and again whenever a person asks for it. If tests fail, the lead
 * is told. If a run says nothing about the tests, a person has to tick the item.
 */
export function planSuites(policy: Policy, postMortem: PostMortem): Entry[] {
  const { incidentId, resolvedAt, suites, lead, title } = postMortem;
  return boundItems(policy)
    .filter(({ item }) => isOpenItem(postMortem, item))
    .flatMap(({ item, text, probe }): Entry[] => {
      const { attempt, at } = postMortem.suiteAttempts?.[item] ?? { attempt: 1, at: resolvedAt };
      const ended = suites[item];
      const run: Entry = {
        at,
        effect: { do: 'run-suite', key: effectKey('suite', { item, attempt }), item, probe, attempt },
      };
      if (ended?.verdict !== 'failed') return [run];
      const subject = `Tests failed after the resolution: ${title}`;
      const told = [
        `${text} (${item}): ${ended.text}`,
        ...(ended.url === undefined ? [] : [ended.url]),
        `Run them again: muster post-mortem ${incidentId} run ${item}`,
      ].join('\n');
      const to = lead === undefined ? [] : [lead];
      return [
        run,
        {
          at: ended.at,
          effect: {
            do: 'remind',
            key: effectKey('suite-failed', { item, attempt: ended.attempt }),
            to,
            roles: [],
            subject,
            text: told,
          },
        },
      ];
    });
}

/** The newest attempt at an item's suite, ended or not. */
const attemptAt = ({ suiteAttempts }: PostMortem, item: string): number => suiteAttempts?.[item]?.attempt ?? 1;

/** A person runs an item's suite again. */
export function runAgain(policy: Policy, postMortem: PostMortem, item: string, at: Instant, by: Who): PostMortem {
  const attempt = attemptAt(postMortem, item) + 1;
  const suiteAttempts = { ...postMortem.suiteAttempts, [item]: { attempt, at } };
  return noted({ ...postMortem, suiteAttempts }, at, {
    kind: 'suite-again',
    text: `${by.byName} started the tests again (attempt ${attempt}): ${nameOf(policy, item)}`,
    by: by.by,
    key: effectKey('suite', { item, attempt }),
  });
}

/** The answer to the person who ran it again. */
export const runningAgain = (postMortem: PostMortem, item: string): string =>
  `Attempt ${attemptAt(postMortem, item)} of the tests for "${item}" is starting.`;

/** Why the suite of an item can't run again now, in one sentence, or `undefined` when it can. */
export function refuseRun(policy: Policy, postMortem: PostMortem, item: string): string | undefined {
  const bound = boundItems(policy).map((one) => one.item);
  const those = bound.length === 0 ? 'No item has one.' : `Items with one: ${bound.join(', ')}.`;
  if (!bound.includes(item)) return `"${item}" has no test suite to run. ${those}`;
  if (postMortem.checklist[item]?.ticked === true) return `"${item}" is already ticked. Untick it first.`;
  if (!isOpenItem(postMortem, item)) return `"${item}" was skipped, so there is nothing to run.`;
  const attempt = attemptAt(postMortem, item);
  if (postMortem.suites[item]?.attempt === attempt) return undefined;
  const reason = postMortem.effects[effectKey('suite', { item, attempt })]?.reason;
  const trouble = reason === undefined ? '' : ` (${reason}; Muster is retrying)`;
  return `Attempt ${attempt} of the tests for "${item}" is still running${trouble}. You can run them again once it has ended.`;
}

/** Takes in how a suite ended: only passed tests tick, and only an item that nobody has ticked or skipped meanwhile. */
export function suiteEnded(
  policy: Policy,
  postMortem: PostMortem,
  { item, key, attempt }: Extract<PostMortemEffect, { do: 'run-suite' }>,
  outcome: Pick<SuiteVerdict, 'verdict' | 'text' | 'url'>,
  at: Instant,
): PostMortem {
  const { verdict, url } = outcome;
  const text = inert(outcome.text, LONGEST_EVIDENCE);
  const ended: SuiteVerdict = {
    verdict,
    text,
    attempt,
    at,
    ...(url !== undefined && { url: clean(url, LONGEST_EVIDENCE) }),
  };
  const next = withVerdict(postMortem, item, ended);
  const name = nameOf(policy, item);
  const seen = [text, ended.url].filter((part) => part !== undefined).join(', ');
  if (verdict === 'passed' && isOpenItem(postMortem, item)) {
    const mark = { ticked: true, at, by: 'muster', evidence: seen };
    const ticked = settle(
      { ...next, checklist: { ...next.checklist, [item]: mark } },
      obligationId('checklist', { item }),
      at,
      'muster',
    );
    return noted(ticked, at, { kind: 'ticked', text: `☑ ${name}: ${seen}`, by: 'muster', key });
  }
  return noted(next, at, { kind: `suite-${verdict}`, text: `${WORDS[verdict]} ${name}: ${seen}`, by: 'muster', key });
}

function withVerdict(postMortem: PostMortem, item: string, ended: SuiteVerdict): PostMortem {
  const { suites, earlierSuites = {} } = postMortem;
  const last = suites[item];
  const next: PostMortem = { ...postMortem, suites: { ...suites, [item]: ended } };
  if (last === undefined || last.attempt === ended.attempt) return next;
  const earlier = [...(earlierSuites[item] ?? []), last].slice(-KEPT_ATTEMPTS);
  return { ...next, earlierSuites: { ...earlierSuites, [item]: earlier } };
}

/** All attempts at the suite of an item that are known, the oldest first. */
export function attemptsAt({ suites, earlierSuites }: PostMortem, item: string): SuiteVerdict[] {
  const last = suites[item];
  return [...(earlierSuites?.[item] ?? []), ...(last === undefined ? [] : [last])];
}

const WORDS: Record<SuiteVerdict['verdict'], string> = {
  passed: 'Passed:',
  failed: '☐ Failed:',
  undecided: '☐ No result, please check by hand:',
  'not-run': '☐ Not run, please check by hand:',
};

type Who = Pick<Actor, 'by' | 'byName'>;

interface BoundItem {
  item: string;
  text: string;
  probe: string;
}

const nameOf = (policy: Policy, item: string): string =>
  boundItems(policy).find((bound) => bound.item === item)?.text ?? item;

const boundItems = (policy: Policy): BoundItem[] =>
  LATER_STAGES.flatMap((stage) => policy.checklists[stage].items).flatMap(({ id, text, probe }) =>
    probe !== undefined && policy.probes[probe]?.use === 'suite' ? [{ item: id, text, probe }] : [],
  );

/** Whether an item of the later lists is neither ticked nor skipped. */
export function isOpenItem({ obligations, checklist }: PostMortem, item: string): boolean {
  const owed = obligations[obligationId('checklist', { item })];
  return owed !== undefined && isOwed(owed) && checklist[item]?.ticked !== true;
}
