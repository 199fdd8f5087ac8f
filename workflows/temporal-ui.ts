/** What do Temporal's UI and its lists show of an incident? */
import { eachOnce, isOverdue } from '../domain/ledger/ledger';
import { overdueCount } from '../domain/ledger/metrics';
import { type Incident, nameOf } from '../domain/state/incident';
import type { Instant } from '../domain/state/vocabulary';
import { utcTime } from '../domain/text/format';
import { clean } from '../domain/text/inert';
import { type IncidentMemo, lastPart, SEARCH_ATTRIBUTES } from './contract';
import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';

const severityKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.severity, 'KEYWORD');

const statusKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, 'KEYWORD');

const serviceKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.service, 'KEYWORD');

const leadKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.lead, 'KEYWORD');

/** Temporal ends a run whose search attribute is longer than 2 KB, and Postgres keeps 255 characters. */
const keyword = (text: string): string => text.slice(0, 255);

const nextDueKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.nextDue, 'DATETIME');

const partKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.part, 'KEYWORD');

const changedKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.changed, 'DATETIME');

/** Lists ask for what has changed since they asked last. */
export const changedNow = () => ({ key: changedKey, value: new Date() });

/** The earliest thing that somebody owes. */
const nextDueAt = (incident: Incident): Instant | undefined => {
  const due = Object.values(incident.obligations).flatMap(({ state, dueAt }) =>
    state === 'open' && dueAt !== undefined ? [dueAt] : [],
  );
  return due.length === 0 ? undefined : Math.min(...due);
};

export function memoOf(incident: Incident): IncidentMemo {
  const { id, title, severity, status, startedAt, drill } = incident;
  const at = new Date(startedAt).toISOString();
  const overdue = overdueCount(incident);
  const alerts = Object.keys(incident.alerts).length;
  return {
    ...{ incidentId: id, title, severity, status, alerts, startedAt: at, overdue },
    ...(drill !== undefined && { drill: true as const }),
  };
}

/** Keeps what Temporal shows of an incident true; each piece is written only when it has changed. */
export function createAppearance() {
  let lastAttributes = '';
  let lastMemo = '';
  return (incident: Incident): void => {
    const { severity, status, service, lead } = incident;
    const dueAt = nextDueAt(incident);
    const memo = memoOf(incident);
    const isMemoNew = JSON.stringify(memo) !== lastMemo;
    const attributes = JSON.stringify([severity, status, service, lead, dueAt]);
    if (attributes !== lastAttributes || isMemoNew) {
      lastAttributes = attributes;
      upsertSearchAttributes([
        { key: severityKey, value: severity },
        { key: statusKey, value: status },
        { key: serviceKey, value: keyword(service) },
        { key: leadKey, value: keyword(lead ?? 'nobody') },
        { key: nextDueKey, value: dueAt === undefined ? null : new Date(dueAt) },
        { key: partKey, value: lastPart(incident.id) },
        changedNow(),
      ]);
    }
    if (isMemoNew) {
      lastMemo = JSON.stringify(memo);
      upsertMemo({ ...memo });
    }
    setCurrentDetails(details(incident));
  };
}

/** A page of Markdown that Temporal's UI shows beside the history. */
function details(incident: Incident): string {
  const owed = eachOnce(Object.values(incident.obligations).filter((owed) => owed.state === 'open' || isOverdue(owed)));
  const story = incident.timeline.slice(-10).reverse();
  return clean(
    [
      `**${incident.severity} ${incident.serviceTitle}: ${incident.title}**`,
      `${incident.status}, started ${utcTime(incident.startedAt)}, lead: ${incident.lead === undefined ? 'nobody yet' : nameOf(incident, incident.lead)}`,
      '',
      '### Due',
      ...owed.map(
        ({ what, owner, dueAt, state }) =>
          `- ${state === 'missed' ? '**overdue** ' : ''}${what} (${owner}${dueAt === undefined ? '' : `, ${utcTime(dueAt)}`})`,
      ),
      '',
      '### Latest',
      ...story.map(({ at, text }) => `- ${utcTime(at)} ${text.split('\n')[0] ?? ''}`),
    ].join('\n'),
    8_000,
  );
}
