/**
 * How does what people and alert sources do reach the right incident? In the client, only this room calls the workflows
 * of incidents and post-mortems, and here secrets are removed from texts before Temporal stores them.
 */
import { redact, redactDeep } from '../../domain/text/redact';
import { defined } from '../../domain/state/fields';
import { incidentQuery, knowsAlertQuery, postMortemId, postMortemQuery } from '../../workflows/contract';
import { accessOf } from '../access/directory-access';
import { Refused } from '../errors';
import { findPerson, personRef } from '../people/lookup';
import { fromTemporal, newActId, type Patience, PATIENCE, within } from '../temporal/calls';
import { inWords, troubleOf } from '../temporal/errors';
import { untilAnswered } from '../temporal/queries';
import type { By, IncidentClient } from './api';
import { createDeclare } from './declare';
import { createLocator, ended } from './locate';
import { createPlaces } from './places';
import { createProviderActs } from './provider-acts';
import type { IncidentRunPlace } from './runs';
import { createActing, noPostMortem, type Somebody } from './send-act';
import { createTellAlerts } from './tell-alerts';
import type { Ways } from './ways';
import type { WorkflowHandle } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';

export interface IncidentClientOptions extends Omit<Ways, 'locator' | 'patience' | 'now'> {
  now?: () => number;
  patience?: Patience;
}

/** The only code that maps an incident to Temporal calls. */
export function createIncidentClient(options: IncidentClientOptions): IncidentClient {
  const { client, ground, continueAfterEvents, now = Date.now, patience = PATIENCE } = options;
  const { directory } = ground;
  const locator = createLocator(client, patience);
  const acting = createActing(client, locator, patience);
  const placeOf = createPlaces({
    at: (address) => locator.at(address),
    open: async () =>
      (await locator.list({ all: false })).filter(({ alerts }) => alerts > 0).map(({ address }) => address),
    knows: (address, identity) => {
      const handle = client.workflow.getHandle(address);
      const asking = () => within(client, patience.callMs, () => handle.query(knowsAlertQuery, identity));
      return untilAnswered(handle, asking);
    },
  });
  const ways: Ways = { client, ground, locator, patience, continueAfterEvents, now };
  const tellAlerts = createTellAlerts(ways, placeOf);
  const { providerActed, pageAnswered } = createProviderActs(ways, placeOf);

  const somebody = ({ person, via, access, actId = newActId() }: By): Somebody => {
    const known = directory.current();
    const { id, name, roles } = personRef(known, person, now());
    const guest = findPerson(known, person) === undefined && { guest: true as const };
    return { actId, by: id, byName: name, roles, via, access: accessOf(known, person, access), ...guest };
  };

  const declare = createDeclare(ways, somebody);

  const ask = <T>(handle: WorkflowHandle, query: QueryDefinition<T>): Promise<T> =>
    untilAnswered(handle, () => within(client, patience.callMs, () => handle.query(query)));

  /** An open incident may continue in another run at any time; one that has ended stays in its last run. */
  const handleOf = ({ address, runId, open }: IncidentRunPlace): WorkflowHandle =>
    open ? client.workflow.getHandle(address) : client.workflow.getHandle(address, runId);

  /**
   * Gives a call a time limit for everything in it that has none of its own, and turns Temporal's errors into
   * sentences.
   */
  const bounded =
    <Given extends unknown[], Got>(call: (...given: Given) => Promise<Got>) =>
    async (...given: Given): Promise<Got> => {
      try {
        return await within(client, patience.overallMs, () => call(...given));
      } catch (error) {
        throw inWords(error);
      }
    };

  const named = (person: string | undefined): string | undefined =>
    person === undefined ? undefined : findPerson(directory.current(), person)?.name;

  return {
    alertsArrived: bounded(tellAlerts),

    providerActed: bounded(providerActed),

    pageAnswered: bounded(pageAnswered),

    declare: bounded(declare),

    act: bounded(async (ref, by, deed) => acting.act(await locator.locate(ref), somebody(by), redactDeep(deed))),

    merge: bounded(async (first, by, second, reason) => {
      const [into, place] = [await locator.locate(first), await locator.locate(second)];
      if (into.id === place.id) throw new Refused('These are the same incident; name another one.');
      if (!into.open) throw ended(into, await locator.at(into.address));
      const { id, address, title } = into;
      return acting.act(place, somebody(by), { do: 'merge', into: { id, address, title }, reason: redact(reason) });
    }),

    show: bounded(async (ref) => {
      const place = await locator.locate(ref);
      const view = await ask(handleOf(place), incidentQuery);
      if (view.id === place.id) return view;
      // Between the two questions it ended and another incident began at its address.
      return ask(handleOf(await locator.locate(place.id)), incidentQuery);
    }),

    mark: bounded(async (ref) => {
      const { runId, historyLength } = await fromTemporal(client, patience.callMs, async () =>
        handleOf(await locator.locate(ref)).describe(),
      );
      return `${runId} ${historyLength}`;
    }),

    list: bounded(async (which) =>
      (await locator.list(which)).map(({ runId, ...summary }) => {
        const leadName = named(summary.lead);
        return { ...summary, ...defined({ leadName }) };
      }),
    ),

    postMortem: bounded(async (ref) => {
      const id = await locator.incidentId(ref);
      try {
        return await ask(client.workflow.getHandle(postMortemId(id)), postMortemQuery);
      } catch (error) {
        throw troubleOf(error) === 'gone' ? noPostMortem(id) : error;
      }
    }),

    postMortemAct: bounded(async (ref, by, deed) =>
      acting.actOnPostMortem(await locator.incidentId(ref), somebody(by), redactDeep(deed)),
    ),
  };
}
