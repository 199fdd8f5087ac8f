/** Which open incident has an alert whose source has moved it to another service since? */
import type { Arrived } from './api';
import type { Correlated } from './correlate';
import type { IncidentRunPlace } from './runs';

/** An alert as its source reports it now. */
export interface PlacedReport {
  /** See `identityAt`. */
  identity: string;
  /** Where its service, as it is named now, would have it. */
  address: string;
  /** Its source says that it has just begun: no incident has it yet. */
  begins: boolean;
  /** Whether it may have been told under another service before this process knew of it. */
  mayHaveMoved: boolean;
}

/** The address of an alert. */
export type PlaceOf = (report: PlacedReport) => Promise<string>;

export interface PlacesOptions {
  at: (address: string) => Promise<Pick<IncidentRunPlace, 'open'> | undefined>;
  /** The addresses of open incidents that have alerts, the newest first. */
  open: () => Promise<string[]>;
  knows: (address: string, identity: string) => Promise<boolean>;
}

/** How many alerts are remembered, the newest. */
const MOST = 20_000;

/** How many open incidents are asked; each question takes a worker. */
const MOST_ASKED = 20;

/**
 * Finds the address of an alert: the open incident that has it, else the one of its service. What this process has seen it
 * remembers; of other alerts it asks the open incidents, once. What can't be asked now goes where the service says.
 */
export function createPlaces({ at, open, knows }: PlacesOptions): PlaceOf {
  const seen = new Map<string, string>();

  const remember = (identity: string, address: string): string => {
    seen.delete(identity);
    seen.set(identity, address);
    for (const oldest of seen.keys()) {
      if (seen.size <= MOST) break;
      seen.delete(oldest);
    }
    return address;
  };

  const asked = async ({ identity, address }: PlacedReport): Promise<string> => {
    const others = (await open()).filter((other) => other !== address).slice(0, MOST_ASKED);
    let isOpenQuestion = false;
    for (const place of [address, ...others])
      try {
        if (await knows(place, identity)) return place;
      } catch {
        // Nothing is open at the address of its service; or one can't say now, and another one may have it.
        isOpenQuestion ||= place !== address;
      }
    // No answer is no "no": it is asked again with the next report.
    if (isOpenQuestion) throw new Error('An open incident did not answer.');
    return address;
  };

  return async (report) => {
    const { identity, address, begins, mayHaveMoved } = report;
    const known = seen.get(identity);
    try {
      if (known === address || begins || (known === undefined && !mayHaveMoved)) return remember(identity, address);
      if (known === undefined) return remember(identity, await asked(report));
      const isOpenThere = (await at(known))?.open === true && (await knows(known, identity).catch(() => true));
      return isOpenThere ? known : remember(identity, address);
    } catch {
      return known ?? address;
    }
  };
}

/** Sources that can name another service for an alert that they have told of before. They report their alerts one by one. */
const MOVES = ['pagerduty', 'datadog', 'sns', 'google-cloud', 'uptime-kuma'];

/** What a delivery brought, with the incident that has its alert, whatever service its source names now. */
export async function placed(placeOf: PlaceOf, groups: Correlated[], { alerts }: Arrived): Promise<Correlated[]> {
  const [[alert, ...others], [group]] = [alerts, groups];
  const identity = group?.group.alerts[0]?.fingerprint;
  if (alert === undefined || others.length > 0 || group === undefined || identity === undefined) return groups;
  const { source, begins = false } = alert;
  if (!MOVES.includes(source)) return groups;
  // Only at PagerDuty people move what is open, as a matter of course: the others are not worth a question.
  const mayHaveMoved = source === 'pagerduty';
  return [{ ...group, address: await placeOf({ identity, address: group.address, begins, mayHaveMoved }) }];
}
