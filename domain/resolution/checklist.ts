/** Which checklist items are open, which tick themselves, and which does a relapse open again? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { closingRules } from '../severity/worst';
import type { Incident } from '../state/incident';
import type { Instant } from '../state/vocabulary';

export type Item = Policy['checklists']['immediate']['items'][number];

/** The items that are open before this incident can be resolved. */
export const openItems = (policy: Policy, incident: Incident): Item[] =>
  closingRules(policy, incident).gated
    ? policy.checklists.immediate.items.filter(({ id }) => incident.checklist[id]?.ticked !== true)
    : [];

/** Probes that tick items of the immediate list. */
export const boundProbes = (policy: Policy): string[] =>
  policy.checklists.immediate.items.flatMap(({ probe }) => (probe === undefined ? [] : [probe]));

/** Items that a person has ticked since then. */
export const itemsChecked = (policy: Policy, { checklist }: Incident, since: Instant): Item[] =>
  policy.checklists.immediate.items.filter(({ id }) => {
    const mark = checklist[id];
    return mark?.ticked === true && mark.by !== 'muster' && mark.at >= since;
  });

/** Items bound to the probe tick themselves with the evidence. If one unticks, the lead is told. */
export function bindItems(
  policy: Policy,
  incident: Incident,
  probe: string,
  { passed, evidence }: { passed: boolean; evidence: string },
  at: Instant,
): Incident {
  const isNews = (item: Item): boolean =>
    item.probe === probe && (incident.checklist[item.id]?.ticked === true) !== passed;
  return policy.checklists.immediate.items.filter(isNews).reduce((next, item) => {
    const marked = markedByMuster(next, item, passed, evidence, at);
    return passed ? marked : { ...marked, counts: { ...marked.counts, unticks: marked.counts.unticks + 1 } };
  }, incident);
}

/** Ticked items that are not true any more are open again; the reason is on the timeline. */
export const itemsReopened = (
  policy: Policy,
  incident: Incident,
  isUntrue: (item: Item, by: string | undefined) => boolean,
  because: string,
  at: Instant,
): Incident =>
  policy.checklists.immediate.items
    .filter((item) => {
      const mark = incident.checklist[item.id];
      return mark?.ticked === true && isUntrue(item, mark.by);
    })
    .reduce((next, item) => markedByMuster(next, item, false, because, at), incident);

function markedByMuster(incident: Incident, item: Item, ticked: boolean, evidence: string, at: Instant): Incident {
  const checklist = { ...incident.checklist, [item.id]: { ticked, at, by: 'muster', evidence } };
  return noted({ ...incident, checklist }, at, {
    kind: ticked ? 'ticked' : 'unticked',
    text: `${ticked ? '☑' : '☐'} ${item.text}: ${evidence}`,
    by: 'muster',
  });
}
