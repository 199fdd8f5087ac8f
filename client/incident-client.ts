import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import type { LiveDirectory } from '../directory/directory';
import { inertLine } from '../domain/inert';
import type { AlertGroup, Declaration, ProviderAct } from '../domain/alert';
import {
  alertsArrivedSignal,
  ASK_AGAIN,
  declaredSignal,
  INCIDENT_WORKFLOW,
  type IncidentInput,
  incidentIdOf,
  incidentQuery,
  type PinnedPolicy,
  postMortemId,
  postMortemQuery,
  providerActedSignal,
  WORK_QUEUE,
} from '../workflows/contract';
import { createActing, noPostMortem, type Somebody } from './acting';
import { randomAddress } from './address';
import { forAlerts, fromTemporal, isAway, newActId, PATIENCE, type Patience, within } from './ask';
import type { Arrival, By, IncidentClient } from './incidents';
import { correlate, placeOfAlert } from './correlate';
import { Refused } from './errors';
import { createLocator, ended } from './locate';
import { responsibleFor } from './policies';
import type { Place } from './runs';
import { inWords, troubleOf } from './temporal-errors';
import { createTurns } from './turns';
import { findPerson, personRef } from './who';

const ASK_AGAIN_AFTER_MS = 50;

export interface IncidentClientOptions {
  client: Client;
  /** At least one. */
  policies: readonly PinnedPolicy[];
  directory: LiveDirectory;
  /** See `IncidentInput`. */
  continueAfterEvents: number;
  now?: () => number;
  patience?: Patience;
}

/**
 * How many groups of alerts Temporal is given at a time: with fewer it is slower (measured with 20, 64 and 128), and with
 * all of a storm it comes to many when their time is over. The others wait, shorter than Alertmanager does, which gives up
 * after ten seconds.
 */
const ALERTS = { atOnce: 64, waitMs: 5_000 };

/** Temporal refuses longer summaries. */
const SUMMARY_LENGTH = 190;

/** The only code that maps an incident to Temporal calls. */
export function createIncidentClient(options: IncidentClientOptions): IncidentClient {
  const { client, policies, directory, continueAfterEvents, now = Date.now, patience = PATIENCE } = options;
  const locator = createLocator(client, patience);
  const acting = createActing(client, locator, patience);
  const inTurn = createTurns({ ...ALERTS, isAway });

  const start = (address: string, pinned: PinnedPolicy, title: string) => ({
    workflowId: address,
    taskQueue: WORK_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    // What Temporal's UI calls the run.
    staticSummary: inertLine(title, SUMMARY_LENGTH),
    args: [{ address, pinned, continueAfterEvents }] satisfies [IncidentInput],
  });

  const somebody = ({ person, via, access, actId = newActId() }: By): Somebody => {
    const { id, name, roles } = personRef(directory.current(), person, now());
    return { actId, by: id, byName: name, roles, via, ...(access !== undefined && { access }) };
  };

  const ask = async <T>(handle: WorkflowHandle, query: QueryDefinition<T>): Promise<T> => {
    for (;;) {
      try {
        return await within(client, patience.callMs, () => handle.query(query));
      } catch (error) {
        if (!(error instanceof Error && error.message.includes(ASK_AGAIN))) throw error;
        await pause(ASK_AGAIN_AFTER_MS);
      }
    }
  };

  /** An open incident may go on in another run at any time; one that has ended stays in its last. */
  const handleOf = ({ address, runId, open }: Place): WorkflowHandle =>
    open ? client.workflow.getHandle(address) : client.workflow.getHandle(address, runId);

  /** Whatever a call asks of Temporal without a limit of its own has this one, and its troubles are told in words. */
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
    alertsArrived: bounded((arrived) =>
      Promise.all(
        correlate(policies, arrived).map(async ({ address, pinned, group }): Promise<Arrival> => {
          if (!group.alerts.some(({ firing }) => firing))
            return inTurn(() => clear(client, address, group, forAlerts(patience)));
          const { signaledRunId } = await inTurn(() =>
            fromTemporal(client, forAlerts(patience), () =>
              client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
                ...start(address, pinned, `${group.serviceTitle}: ${group.alerts[0]?.title ?? ''}`),
                signal: alertsArrivedSignal,
                signalArgs: [group],
              }),
            ),
          );
          return { address, workflowRunId: signaledRunId };
        }),
      ),
    ),

    providerActed: bounded(async ({ service, labels, person, ...acted }) => {
      const responsible = responsibleFor(policies, service);
      const { address } = placeOfAlert(responsible, labels);
      const known = person.find((name) => findPerson(directory.current(), name) !== undefined);
      const { id, name, roles } = personRef(directory.current(), known ?? person[0] ?? 'somebody', now());
      const act: ProviderAct = { ...acted, by: id, byName: name, roles };
      const { signaledRunId } = await fromTemporal(client, forAlerts(patience), () =>
        client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
          ...start(address, responsible.pinned, `${responsible.title}: acknowledged before its alert came`),
          signal: providerActedSignal,
          signalArgs: [act],
        }),
      );
      return { address, workflowRunId: signaledRunId };
    }),

    declare: bounded(async (by, { service: wanted, facts = {}, ...declared }) => {
      const { by: id, byName } = somebody(by);
      const { pinned, service, title, unknown } = responsibleFor(
        policies,
        wanted ?? policies[0]?.policy.services[0]?.name ?? '',
      );
      const address = randomAddress(service);
      const declaration: Declaration = {
        eventId: randomUUID(),
        by: id,
        byName,
        service,
        serviceTitle: title,
        serviceUnknown: unknown,
        facts,
        ...declared,
      };
      const { signaledRunId } = await fromTemporal(client, patience.callMs, () =>
        client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
          ...start(address, pinned, `${title}: ${declared.title}`),
          signal: declaredSignal,
          signalArgs: [declaration],
        }),
      );
      return { address, incidentId: incidentIdOf(address, signaledRunId) };
    }),

    act: bounded(async (ref, by, deed) => acting.act(await locator.locate(ref), somebody(by), deed)),

    merge: bounded(async (first, by, second, reason) => {
      const [into, place] = [await locator.locate(first), await locator.locate(second)];
      if (into.id === place.id) throw new Refused('These are the same incident.');
      if (!into.open) throw ended(into, await locator.at(into.address));
      const { id, address, title } = into;
      return acting.act(place, somebody(by), { do: 'merge', into: { id, address, title }, reason });
    }),

    show: bounded(async (ref) => {
      const place = await locator.locate(ref);
      const view = await ask(handleOf(place), incidentQuery);
      if (view.id === place.id) return view;
      // It ended, and its address began anew, between the two questions.
      return ask(handleOf(await locator.locate(place.id)), incidentQuery);
    }),

    list: bounded(async ({ all }) =>
      (await locator.list(all ? 'all' : 'open')).map(({ runId, ...summary }) => {
        const leadName = named(summary.lead);
        return { ...summary, ...(leadName !== undefined && { leadName }) };
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
      acting.actOnPostMortem(await locator.incidentId(ref), somebody(by), deed),
    ),
  };
}

/** That alerts are clear is for an open incident to know. It starts none. */
async function clear(client: Client, address: string, group: AlertGroup, limitMs: number): Promise<Arrival> {
  try {
    const handle = client.workflow.getHandle(address);
    // One limit for both questions.
    const { runId } = await fromTemporal(client, limitMs, async () => {
      await handle.signal(alertsArrivedSignal, group);
      return handle.describe();
    });
    return { address, workflowRunId: runId };
  } catch (error) {
    if (troubleOf(error) !== 'gone') throw error;
    return { address, ignored: `Nothing fires, and no incident is open under ${address}.` };
  }
}
