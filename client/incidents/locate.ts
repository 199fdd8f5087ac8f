/** Which incident does a person mean by an id, the last part of one, or an address? */
import { utcDateTime } from '../../domain/text/format';
import { OPEN_STATUSES } from '../../domain/state/vocabulary';
import {
  INCIDENT_WORKFLOW,
  POST_MORTEM_WORKFLOW,
  postMortemId,
  SEARCH_ATTRIBUTES,
  WAITING_STATUS,
} from '../../workflows/contract';
import { NotFound, Refused } from '../errors';
import { fromTemporal, type Patience, PATIENCE } from '../temporal/calls';
import { troubleOf } from '../temporal/errors';
import { parseReference, type Reference } from './address';
import { createOpenFeed } from './open-feed';
import { latestOfEach, type IncidentRunPlace, runPlaceOf, type Which } from './runs';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';

const OPEN: readonly string[] = OPEN_STATUSES;

const INCIDENTS = `WorkflowType = '${INCIDENT_WORKFLOW}'`;

/** Finds incidents by what people call them. Asks Temporal only, so it works while no worker runs. */
export interface Locator {
  /** The incident that is meant: with an address the open one, else the last. Refuses what is not there. */
  locate(reference: string): Promise<IncidentRunPlace>;
  /** What the address holds now: the open incident, else the last. */
  at(address: string): Promise<IncidentRunPlace | undefined>;
  list(which: Which): Promise<IncidentRunPlace[]>;
  /** What was last at the address: the open incident, else the one that ended last. Not alerts that only wait. */
  lastAt(address: string): Promise<IncidentRunPlace | undefined>;
  /** The id of the incident that is meant, also where only its post-mortem is left. */
  incidentId(reference: string): Promise<string>;
}

export function createLocator(client: Client, patience: Patience = PATIENCE): Locator {
  const at = async (address: string): Promise<IncidentRunPlace | undefined> => {
    try {
      const handle = client.workflow.getHandle(address);
      return runPlaceOf(await fromTemporal(client, patience.callMs, () => handle.describe()));
    } catch (error) {
      if (troubleOf(error) === 'gone') return undefined;
      throw error;
    }
  };
  // Several pages, of which each may take its time.
  const collect = (query: string): Promise<WorkflowExecutionInfo[]> =>
    fromTemporal(client, patience.overallMs, async () => {
      const runs: WorkflowExecutionInfo[] = [];
      for await (const run of client.workflow.list({ query })) runs.push(run);
      return runs;
    });
  /** Temporal forgets an incident some time after its end, while the post-mortem may go on for weeks. */
  const postMortemEndingIn = async (end: string): Promise<string | undefined> => {
    const runs = await collect(`WorkflowType = '${POST_MORTEM_WORKFLOW}'`);
    const found = runs.find(({ workflowId }) => workflowId.endsWith(postMortemId(end)));
    return found?.workflowId.slice(0, -postMortemId('').length);
  };
  const places = async (query: string): Promise<IncidentRunPlace[]> => latestOfEach(await collect(query));
  const openRuns = createOpenFeed({ list: collect });
  const listOpen = async (): Promise<IncidentRunPlace[]> => latestOfEach(await openRuns()).filter(({ open }) => open);
  const openAnd = async (endedAfter: number): Promise<IncidentRunPlace[]> => {
    const since = `CloseTime > '${new Date(endedAfter).toISOString()}'`;
    return latestOfEach((await Promise.all([collect(`${INCIDENTS} AND ${since}`), openRuns()])).flat());
  };
  /** If the newest run of an address is not an incident's, the one before it is meant. */
  const lastAt = async (address: string): Promise<IncidentRunPlace | undefined> => {
    const now = await at(address);
    return now === undefined || now.status === WAITING_STATUS.maintenance ? latest(address) : now;
  };
  const latest = async (address: string): Promise<IncidentRunPlace | undefined> =>
    (await places(`${INCIDENTS} AND WorkflowId = '${address}'`)).at(-1);
  const find = async (reference: Reference): Promise<IncidentRunPlace | undefined> => {
    switch (reference.kind) {
      case 'address':
        return (await at(reference.address)) ?? (await latest(reference.address));
      case 'id': {
        const current = await at(reference.address);
        if (current?.id === reference.id) return current;
        const earlier = await places(`${INCIDENTS} AND WorkflowId = '${reference.address}'`);
        return earlier.find(({ id }) => id === reference.id);
      }
      case 'last-part': {
        const meant = ({ id }: IncidentRunPlace) => id.endsWith(reference.end);
        const open = (found: IncidentRunPlace[]): IncidentRunPlace[] =>
          found.filter((place) => place.open && meant(place));
        const named = (await places(`${INCIDENTS} AND ${SEARCH_ATTRIBUTES.part} = '${reference.end.slice(1)}'`)).filter(
          meant,
        );
        if (named.length > 0) return onlyOne(open(named).length > 0 ? open(named) : named);
        // Its worker has not come yet.
        return onlyOne(open(await listOpen()));
      }
    }
  };
  const locate = async (text: string): Promise<IncidentRunPlace> => {
    const reference = parseReference(text);
    const place = reference === undefined ? undefined : await find(reference);
    if (place === undefined) throw noSuchIncident(text);
    return place;
  };
  return {
    at,
    lastAt,
    locate,
    list: ({ all, endedAfter }) =>
      all ? places(INCIDENTS) : endedAfter === undefined ? listOpen() : openAnd(endedAfter),
    incidentId: async (text) => {
      const reference = parseReference(text);
      if (reference?.kind === 'id') return reference.id;
      try {
        return (await locate(text)).id;
      } catch (error) {
        const left = reference?.kind === 'last-part' ? await postMortemEndingIn(reference.end) : undefined;
        if (left === undefined) throw error;
        return left;
      }
    },
  };
}

export const noSuchIncident = (reference: string): NotFound =>
  new NotFound(`There is no incident ${reference.trim()}.`);

/** Why nothing can be done to an incident that has ended; names the one that has its address now. */
export function ended(place: IncidentRunPlace, now: IncidentRunPlace | undefined): Refused {
  const when = place.endedAt === undefined ? '' : ` at ${utcDateTime(Date.parse(place.endedAt))}`;
  // Its own end has another status.
  if (OPEN.includes(place.status) && (now === undefined || now.id === place.id))
    return new Refused(
      `Temporal ended ${place.id}${when}, and Muster did not ask for it. The worker opens it again within a minute; try again then.`,
    );
  const newer =
    now === undefined || now.id === place.id
      ? ''
      : ` The current incident at that address is ${now.id} ("${now.title}").`;
  const after = place.status === 'resolved' ? ' You can still work on its post-mortem, if it has one.' : '';
  return new Refused(
    `${place.id} ${place.status === 'ended' ? 'ended' : `was ${place.status}`}${when} and can no longer be changed.${newer}${after}`,
  );
}

function onlyOne(places: readonly IncidentRunPlace[]): IncidentRunPlace | undefined {
  if (places.length > 1)
    throw new Refused(`Several incidents match: ${places.map(({ id }) => id).join(', ')}. Use a full id.`);
  return places[0];
}
