/** Is everything over when nothing fires any more? Only if every alert was heard to end. */
import type { Incident } from '../state/incident';

/** How many alerts are named of which nobody knows whether they are over. */
const MOST_NAMED = 3;

/** What isn't known although no alert is firing, as people read it; empty if every alert was heard to end. */
export function unsureOf({ alerts, reports, unlisted = {} }: Incident): string {
  const unheard = Object.values(alerts).filter(({ firing, unheard: why }) => !firing && why !== undefined);
  const more = Object.values(unlisted).reduce((sum, count) => sum + count, 0);
  return [
    ...unheard.slice(0, MOST_NAMED).map(({ title, unheard: why }) => `${title || 'one of many alerts'} (${why ?? ''})`),
    ...(unheard.length > MOST_NAMED ? [`${unheard.length - MOST_NAMED} more alerts`] : []),
    ...(more > 0 ? [`${more} alerts that the source did not list`] : []),
    ...(reports.beyond > 0 ? ['alerts beyond those that Muster tells apart'] : []),
  ].join('; ');
}
