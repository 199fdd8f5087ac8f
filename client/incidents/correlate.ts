/** Which alerts of a delivery belong to the same incident, and what is its address? */
import type { Alert, AlertGroup } from '../../domain/state/alert';
import type { PinnedPolicy } from '../../workflows/contract';
import { addressOf } from './address';
import { asRead } from './as-read';
import type { Arrived, ArrivedAlert } from './api';
import { maintenanceOf } from './maintenance';
import { type Responsibility, responsibleFor } from './policies';
import type { Policy } from '../../policy/schema';
import { heardWatchdog, watchesOn } from './watchdogs';
import { createHash } from 'node:crypto';
import { defined } from '../../domain/state/fields';

/** The alerts of one delivery that belong to one incident, if any of them count, and where that incident lives. */
export interface Correlated {
  address: string;
  pinned: PinnedPolicy;
  group: AlertGroup;
  /** What its source says of each alert of the group; absent where each report counts. */
  words?: Map<string, string>;
}

/**
 * Puts the alerts of one delivery together by what the policy of their service groups by (`correlation.groupBy`; by
 * default the service), whatever the source grouped by: two rules that fire for one outage are one incident.
 */
export function correlate(policies: readonly PinnedPolicy[], { alerts, acceptedAt, sender }: Arrived): Correlated[] {
  const groups = new Map<string, Correlated>();
  for (const arrived of alerts) {
    const door: Door = { source: arrived.source, ...defined({ sender }) };
    const watches = watchesOn(policies, arrived);
    // Of a Watchdog only the silence counts: also an end, which Alertmanager makes up when it hears nothing more, is no word of it.
    for (const watch of arrived.firing ? watches : []) {
      const heard = heardWatchdog(watch, arrived, identityAt(door, arrived.fingerprint), acceptedAt);
      groups.set(heard.address, heard);
    }
    if (watches.length > 0) continue;
    const { service: _named, group: _group, begins: _new, listing, ...alert } = arrived;
    const responsible = responsibleFor(policies, arrived.service ?? UNNAMED, arrived.labels);
    const { pinned, service, title, unknown } = responsible;
    const { address, groupKey } = placeOfAlert(responsible, arrived, door);
    const maintenance = maintenanceOf(pinned.policy, service, alert.labels, acceptedAt);
    const read = asRead(pinned.policy, alert);
    const marked: Alert = {
      ...read,
      fingerprint: identityAt(door, alert.fingerprint),
      ...defined({
        maintenance,
        listing: listing === undefined ? undefined : { ...listing, group: identityAt(door, listing.group) },
      }),
    };
    const own = groups.get(address) ?? {
      address,
      pinned,
      group: { groupKey, service, serviceTitle: title, serviceUnknown: unknown, alerts: [], acceptedAt },
      words: new Map<string, string>(),
    };
    groups.set(address, own);
    if (isNobodysBusiness(pinned.policy, alert.labels)) continue;
    own.group.alerts.push(marked);
    const said = own.words?.get(marked.fingerprint) ?? '';
    own.words?.set(marked.fingerprint, wordsOf(said, arrived, maintenance));
  }
  return [...groups.values()];
}

/** All that a report says, in the order in which a delivery says it: also what no incident reads. */
const wordsOf = (before: string, ...said: unknown[]): string =>
  createHash('sha256')
    .update(before + JSON.stringify(said))
    .digest('base64');

/** Whether its source says that nobody has to do anything about it, as of a Watchdog that fires while all is well. */
const isNobodysBusiness = ({ classification }: Policy, labels: ArrivedAlert['labels']): boolean =>
  classification.explicit.labels.some((name) => {
    const stated = labels[name]?.trim().toLowerCase();
    return stated !== undefined && classification.explicit.ignored.includes(stated);
  });

/** What a service is called that no source names. */
export const UNNAMED = 'unnamed';

/** By which way alerts come in: the kind of source, and which of its senders. */
export interface Door {
  source: string;
  /** See `Arrived`. */
  sender?: string;
}

const nameOf = ({ source, sender }: Door): string => (sender === undefined ? source : `${source}/${sender}`);

/**
 * Where the incident of an alert lives. One that names no service has nothing to do with others of its kind: it lives by its
 * source's own group, or alone.
 */
export function placeOfAlert(
  { pinned, service, unknown }: Responsibility,
  alert: Pick<ArrivedAlert, 'service' | 'labels' | 'group' | 'fingerprint'>,
  door: Door,
): { address: string; groupKey: string } {
  const { groupBy } = pinned.policy.correlation;
  const parts =
    alert.service === undefined && unknown
      ? [[nameOf(door), alert.group ?? alert.fingerprint]]
      : groupBy.map((name) => [name, name === 'service' ? service : (alert.labels[name] ?? '')]);
  const groupKey = JSON.stringify(parts);
  return { groupKey, address: addressOf(service, groupKey) };
}

const LONGEST_IDENTITY = 64;

/**
 * The key under which an incident knows an alert (or a group of them): its door and its fingerprint there, for two sources, or two
 * teams with the same kind of source, may give the same one. A long one is hashed.
 */
export function identityAt(door: Door, fingerprint: string): string {
  const identity = `${nameOf(door)}:${fingerprint}`;
  return identity.length <= LONGEST_IDENTITY ? identity : createHash('sha256').update(identity).digest('hex');
}
