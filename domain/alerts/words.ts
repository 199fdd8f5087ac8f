/** What do people read of the alerts of an incident: that they are over, since when, and where to look? */
import { type Incident, isOpen } from '../state/incident';
import { utcTime } from '../text/format';
import { unsureOf } from './clear';

/** Proposes the watch only where every alert was heard to end. */
export function allClear(incident: Incident): [subject: string, ...lines: string[]] {
  const unsure = unsureOf(incident);
  return unsure === ''
    ? [
        'All alerts have cleared',
        'Nothing is firing. If a fix is in place, start the stability watch:',
        `muster status ${incident.id} monitoring`,
      ]
    : [
        'No alert is firing, but look for yourself',
        `Not all are known to be over: ${unsure}.`,
        `If it is fixed: muster status ${incident.id} monitoring`,
      ];
}

/** Which thing the alert is about, and where it says to look. These are the alert's words and links. */
export function alertSays({ facts }: Incident): string[] {
  const things = Object.entries(facts.things ?? {}).map(([name, value]) => `${name} ${value}`);
  const links = Object.entries(facts.links ?? {}).map(([name, address]) => `${name} (from the alert): ${address}`);
  return [...(things.length === 0 ? [] : [`Where: ${things.join(', ')}`]), ...links];
}

/** Pages go on after all alerts have ended until somebody answers; whoever reads one should know. */
export function clearedSince(incident: Incident): string[] {
  const states = Object.values(incident.alerts);
  if (!isOpen(incident) || states.length === 0 || states.some(({ firing }) => firing)) return [];
  return [`No alert has been firing since ${utcTime(Math.max(...states.map(({ at }) => at)))}.`];
}
