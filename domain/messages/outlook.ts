/** What will Muster do next? One line for each instant and purpose, so that nobody is named twice without a reason. */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry, Effect } from '../state/effects';
import { type Incident, nameOf } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { describe, pageVerb, pageWhy } from './describe';

export interface Outlook {
  at: Instant;
  what: string;
}

type Page = Extract<Effect, { do: 'page' }>;

/** Deadlines are left out: they are in the ledger. */
export function outlookOf(policy: Policy, incident: Incident, entries: AgendaEntry[]): Outlook[] {
  const coming = entries.filter(({ effect }) => effect.do !== 'miss');
  return together(coming, ({ at }) => at).flatMap((entriesThen) => {
    const [{ at }] = entriesThen;
    const effects = entriesThen.map(({ effect }) => effect);
    const pages = effects.filter((effect) => effect.do === 'page');
    const others = effects.filter((effect) => effect.do !== 'page');
    const lines = [
      ...pageLines(policy, incident, pages),
      ...others.map((effect) => describe(policy, incident, effect)),
    ];
    return lines.map((what) => ({ at, what }));
  });
}

/** "page Ada, Otto: nobody has acknowledged": each person once, with every reason; people with the same reasons together. */
function pageLines(policy: Policy, incident: Incident, pages: Page[]): string[] {
  const people = together(pages, (page) => `${pageVerb(page)} ${page.to}`).map((theirs) => ({
    verb: pageVerb(theirs[0]),
    name: nameOf(incident, theirs[0].to),
    why: [...new Set(theirs.map((page) => pageWhy(policy, page)))].filter((why) => why !== '').join('; '),
  }));
  return together(people, ({ verb, why }) => `${verb}: ${why}`).map((alike) => {
    const [{ verb, why }] = alike;
    return `${verb} ${alike.map(({ name }) => name).join(', ')}${why === '' ? '' : `: ${why}`}`;
  });
}

/** What has the same name together, in the order of the first of each. */
function together<Item>(items: Item[], nameOfItem: (item: Item) => string | number): [Item, ...Item[]][] {
  const groups = new Map<string | number, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(nameOfItem(item));
    if (group === undefined) groups.set(nameOfItem(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
