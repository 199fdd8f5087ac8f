/** How much of the post-mortem can the record alone write? */
import type { Policy } from '../../policy/schema';
import { storyLines } from '../messages/story';
import { templateValues } from '../messages/template-values';
import type { Incident, TimelineEntry } from '../state/incident';
import { fill, utcDateTime } from '../text/format';
import { inertLine } from '../text/inert';

const cell = (text: string): string => inertLine(text, 300).replace(/\|/g, '\\|');

const rows = (incident: Incident, timeline: TimelineEntry[]): string =>
  storyLines(incident, timeline)
    .map(({ time = '', text }) => `| ${time} | ${cell(text)} |`)
    .join('\n') || '| - | nothing on record |';

/** The post-mortem as the record can write it; what only people know is left for them to fill in. */
export function draftPostMortem(policy: Policy, incident: Incident, timeline: TimelineEntry[]): string {
  const now = incident.resolvedAt ?? incident.statusSince;
  const values = templateValues(policy, incident, now);
  const ledger = Object.values(incident.obligations)
    .filter(({ state }) => state === 'late' || state === 'missed')
    .map(({ what, owner, state }) => `| Find out why this was ${state}: ${cell(what)} | ${owner} | [date] | Medium |`);
  return fill(policy.postMortem.template.body, {
    ...values,
    rootCause: incident.facts.rootCause ?? '[to be filled in]',
    timeline: rows(incident, timeline),
    actionItems: ledger.slice(0, 12).join('\n') || '| [item] | [owner] | [date] | [priority] |',
  });
}

/** The whole timeline for reading: what happened, when, who did it and why. */
export function writeTimeline(incident: Incident, timeline: TimelineEntry[]): string {
  const lines = timeline.map(({ at, text, by, because }) => {
    const who = by === undefined ? '' : ` (${by})`;
    const why = because === undefined ? '' : ` — ${inertLine(because, 300)}`;
    return `- ${utcDateTime(at).slice(0, 10)} ${new Date(at).toISOString().slice(11, 19)} ${inertLine(text, 500)}${who}${why}`;
  });
  const ledger = Object.values(incident.obligations).map(({ what, state, owner, by, because }) => {
    const who = by === undefined ? '' : `, by ${by}`;
    return `- ${state}: ${inertLine(what)} (${owner}${who})${because === undefined ? '' : ` — ${inertLine(because, 300)}`}`;
  });
  return [`# ${incident.id}: ${inertLine(incident.title)}`, '', ...lines, '', '## Ledger', '', ...ledger, ''].join(
    '\n',
  );
}
