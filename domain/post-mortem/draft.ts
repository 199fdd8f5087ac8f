/** How much of the post-mortem can the record alone write? */
import type { Policy } from '../../policy/schema';
import { storyLines } from '../messages/story';
import { templateValues } from '../messages/template-values';
import type { Incident, TimelineEntry } from '../state/incident';
import type { Obligation } from '../state/obligation';
import { readObligation } from '../state/obligation-ids';
import { fill, utcDateTime } from '../text/format';
import { inertLine } from '../text/inert';
import { cell, documentValues } from './document';

const rows = (incident: Incident, timeline: TimelineEntry[]): string =>
  storyLines(incident, timeline)
    .map(({ time = '', text }) => `| ${time} | ${cell(text)} |`)
    .join('\n') || '| - | nothing on record |';

/** The post-mortem as the record can write it; what only people know is left for them to fill in. */
export function draftPostMortem(policy: Policy, incident: Incident, timeline: TimelineEntry[]): string {
  const now = incident.resolvedAt ?? incident.statusSince;
  const values = templateValues(policy, incident, now);
  return fill(policy.postMortem.template.body, {
    ...values,
    rootCause: incident.facts.rootCause ?? '[to be filled in]',
    timeline: rows(incident, timeline),
    ...documentValues(policy, { actionItems: [], signatures: [] }),
    notInTime: notInTime(incident),
  });
}

/** What was late or missed, each kind once: a row of missed updates is one matter. */
function notInTime({ obligations, archived }: Incident): string {
  const kept = Object.values(obligations).filter(({ state }) => state === 'late' || state === 'missed');
  const isUpdate = ({ id }: Obligation): boolean => readObligation(id).of === 'update';
  const updates = kept.filter(isUpdate).length + archived.missed + archived.late;
  const named = kept
    .filter((obligation) => !isUpdate(obligation))
    .map(({ what, state }) => `${inertLine(what)} (${state})`);
  const all = [...named, ...(updates === 0 ? [] : [`${updates} ${updates === 1 ? 'update' : 'updates'}`])];
  return all.length === 0 ? '[to be filled in]' : `Not in time: ${all.join('; ')}. [to be filled in]`;
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
