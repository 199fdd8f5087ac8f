import type { Policy } from '../policy/schema';
import type { Instant } from './incident';
import { clean, inert } from './inert';
import { isOwed, settle } from './obligations';
import { LATER_STAGES, type PostMortem, type SuiteVerdict } from './post-mortem';
import type { Entry, PostMortemEffect } from './post-mortem-plan';
import { noted } from './timeline';

/** The one attempt at a suite: nothing asks for another yet, so the key is ready for more than the plan is. */
const ATTEMPT = 1;

/** Evidence is read on one screen with the whole list. */
const LONGEST_EVIDENCE = 500;

/**
 * Each suite that an open item of the later lists is bound to runs once after the resolution. What failed is told to the
 * lead; what says nothing about the tests is a person's, as on any list without a probe.
 */
export function planSuites(policy: Policy, postMortem: PostMortem): Entry[] {
  const { resolvedAt, suites = {}, lead, title } = postMortem;
  return boundItems(policy)
    .filter(({ item }) => isOpenItem(postMortem, item))
    .flatMap(({ item, text, probe }): Entry[] => {
      const key = `suite:${item}:${ATTEMPT}`;
      const ended = suites[item];
      const run: Entry = { at: resolvedAt, effect: { do: 'run-suite', key, item, probe, attempt: ATTEMPT } };
      if (ended?.verdict !== 'failed') return [run];
      const subject = `Tests failed after the resolution: ${title}`;
      const told = `${text} (${item}): ${ended.text}${ended.url === undefined ? '' : `\n${ended.url}`}`;
      const to = lead === undefined ? [] : [lead];
      return [
        run,
        { at: ended.at, effect: { do: 'remind', key: `${key}:failed`, to, roles: [], subject, text: told } },
      ];
    });
}

/** Takes in how a suite ended: only passed tests tick, and only what nobody has ticked or left out meanwhile. */
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
  const next: PostMortem = { ...postMortem, suites: { ...postMortem.suites, [item]: ended } };
  const name = boundItems(policy).find((bound) => bound.item === item)?.text ?? item;
  const seen = [text, ended.url].filter((part) => part !== undefined).join(', ');
  if (verdict === 'passed' && isOpenItem(postMortem, item)) {
    const mark = { ticked: true, at, by: 'muster', evidence: seen };
    const ticked = settle(
      { ...next, checklist: { ...next.checklist, [item]: mark } },
      `checklist:${item}`,
      at,
      'muster',
    );
    return noted(ticked, at, { kind: 'ticked', text: `☑ ${name}: ${seen}`, by: 'muster', key });
  }
  return noted(next, at, { kind: `suite-${verdict}`, text: `${WORDS[verdict]} ${name}: ${seen}`, by: 'muster', key });
}

const WORDS: Record<SuiteVerdict['verdict'], string> = {
  passed: 'Passed:',
  failed: '☐ Failed:',
  undecided: '☐ Decided nothing, a person has to look:',
  'not-run': '☐ Not run, a person has to look:',
};

interface BoundItem {
  item: string;
  text: string;
  probe: string;
}

const boundItems = (policy: Policy): BoundItem[] =>
  LATER_STAGES.flatMap((stage) => policy.checklists[stage].items).flatMap(({ id, text, probe }) =>
    probe !== undefined && policy.probes[probe]?.use === 'suite' ? [{ item: id, text, probe }] : [],
  );

function isOpenItem({ obligations, checklist }: PostMortem, item: string): boolean {
  const owed = obligations[`checklist:${item}`];
  return owed !== undefined && isOwed(owed) && checklist[item]?.ticked !== true;
}
