/**
 * How does what people and alert sources do reach the right incident? In the client, only this room calls the workflows
 * of incidents and post-mortems, and here secrets are removed from texts before Temporal stores them.
 */
import type { LiveDirectory } from '../../directory/directory';
import { guestRefused } from '../../domain/acts/permissions';
import { DEFAULT_ACCESS, reaches } from '../../domain/state/access';
import { drillTitle } from '../../domain/drill/words';
import { inMessages } from '../../domain/alerts/fit';
import type { AlertGroup, Declaration, ProviderAct } from '../../domain/state/alert';
import { inertLine } from '../../domain/text/inert';
import { redact, redactDeep, redactNamed } from '../../domain/text/redact';
import {
  alertsArrivedSignal,
  declaredSignal,
  INCIDENT_WORKFLOW,
  incidentIdOf,
  type IncidentInput,
  incidentQuery,
  knowsAlertQuery,
  type PinnedPolicy,
  postMortemId,
  postMortemQuery,
  providerActedSignal,
  WORK_QUEUE,
} from '../../workflows/contract';
import { accessOf, lesser } from '../access/directory-access';
import { NotAllowed, Refused } from '../errors';
import { findPerson, personAtPagerDuty, personById, personRef, refOf } from '../people/lookup';
import { participants } from '../people/participants';
import { forAlerts, fromTemporal, isAway, newActId, type Patience, PATIENCE, within } from '../temporal/calls';
import { inWords, troubleOf } from '../temporal/errors';
import { createFreshAnswers } from '../temporal/fresh-answer';
import { untilAnswered } from '../temporal/queries';
import { createThrottle } from '../temporal/throttle';
import { addressOf, parseReference, randomAddress } from './address';
import type { Arrival, Arrived, By, IncidentClient } from './api';
import { correlate, type Correlated, type Door, identityAt, placeOfAlert, UNNAMED } from './correlate';
import { pastFor } from './past';
import { createLocator, ended } from './locate';
import { createPlaces, placed } from './places';
import { responsibleFor } from './policies';
import { createRepeats } from './repeats';
import type { IncidentRunPlace } from './runs';
import { createActing, noPostMortem, type Somebody } from './send-act';
import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { defined } from '../../domain/state/fields';

export interface IncidentClientOptions {
  client: Client;
  /** At least one policy, and the directory; both are read again at each call. */
  ground: { readonly policies: readonly PinnedPolicy[]; readonly directory: LiveDirectory };
  /** See `IncidentInput`. */
  continueAfterEvents: number;
  now?: () => number;
  patience?: Patience;
}

/**
 * How many groups of alerts Temporal is given at a time. With fewer it is slower (measured with 20, 64 and 128), and
 * with a whole storm at once it gets to many of them after their time limit. The others wait, but not as long as
 * Alertmanager, which gives up after ten seconds.
 */
const ALERTS = { atOnce: 64, waitMs: 5_000 };

/** Temporal refuses messages of 2 MB, and a history should hold far less. */
const LONGEST_MESSAGE_BYTES = 400_000;

/** Temporal refuses longer summaries. */
const SUMMARY_LENGTH = 190;

/** The only code that maps an incident to Temporal calls. */
export function createIncidentClient(options: IncidentClientOptions): IncidentClient {
  const { client, ground, continueAfterEvents, now = Date.now, patience = PATIENCE } = options;
  const { directory } = ground;
  const locator = createLocator(client, patience);
  const acting = createActing(client, locator, patience);
  const inTurn = createThrottle({ ...ALERTS, isAway });
  const tellOnce = createRepeats({ at: createFreshAnswers((address) => locator.at(address)), now });
  const placeOf = createPlaces({
    at: (address) => locator.at(address),
    open: async () => (await locator.list('open')).filter(({ alerts }) => alerts > 0).map(({ address }) => address),
    knows: (address, identity) => {
      const handle = client.workflow.getHandle(address);
      const asking = () => within(client, patience.callMs, () => handle.query(knowsAlertQuery, identity));
      return untilAnswered(handle, asking);
    },
  });

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
    const known = directory.current();
    const { id, name, roles } = personRef(known, person, now());
    const guest = findPerson(known, person) === undefined && { guest: true as const };
    return { actId, by: id, byName: name, roles, via, access: accessOf(known, person, access), ...guest };
  };

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

  /** Brings alerts to the run at an address, and begins one there if none is; answers which run has them. */
  const fire = (address: string, pinned: PinnedPolicy, group: AlertGroup, title: string): Promise<string> =>
    fromTemporal(client, forAlerts(patience), async () => {
      let run = '';
      for (const message of inMessages(group, LONGEST_MESSAGE_BYTES)) {
        const { signaledRunId } = await client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
          ...start(address, pinned, title),
          signal: alertsArrivedSignal,
          signalArgs: [message],
        });
        run = signaledRunId;
      }
      return run;
    });

  /**
   * Tells an open incident that alerts have cleared. This never opens an incident; if none is open, the address
   * remembers it for a while, because an earlier report that they fire may still be on its way.
   */
  const clear = async (address: string, pinned: PinnedPolicy, group: AlertGroup): Promise<Arrival> => {
    // One limit for both questions.
    try {
      const handle = client.workflow.getHandle(address);
      const { runId } = await fromTemporal(client, forAlerts(patience), async () => {
        for (const message of inMessages(group, LONGEST_MESSAGE_BYTES))
          await handle.signal(alertsArrivedSignal, message);
        return handle.describe();
      });
      return { address, workflowRunId: runId };
    } catch (error) {
      if (troubleOf(error) !== 'gone') throw error;
      await fire(address, pinned, group, `${group.serviceTitle}: alerts cleared, no open incident`);
      return { address, ignored: `No alert is firing and no incident is open at ${address}.` };
    }
  };

  /** See `pastFor`. What can't be looked up now must page. */
  const pastAt = async (address: string, occurredAt: number): Promise<string | undefined> => {
    try {
      return pastFor(await inTurn(() => locator.lastAt(address)), occurredAt, now());
    } catch {
      return undefined;
    }
  };

  const tell = async ({ address, pinned, group }: Correlated, occurredAt: number | undefined): Promise<Arrival> => {
    if (!group.alerts.some(({ firing }) => firing)) return inTurn(() => clear(address, pinned, group));
    const past = occurredAt === undefined ? undefined : await pastAt(address, occurredAt);
    if (past !== undefined) return { address, ignored: past };
    const title = `${group.serviceTitle}: ${group.alerts[0]?.title ?? ''}`;
    return { address, workflowRunId: await inTurn(() => fire(address, pinned, group, title)) };
  };

  const named = (person: string | undefined): string | undefined =>
    person === undefined ? undefined : findPerson(directory.current(), person)?.name;

  return {
    alertsArrived: bounded(async (arrived) =>
      Promise.all(
        (await placed(placeOf, correlate(ground.policies, withoutSecrets(arrived)), arrived)).map(
          async (correlated): Promise<Arrival> =>
            correlated.group.alerts.length === 0
              ? { address: correlated.address, ignored: 'Its severity says that nobody has to do anything about it.' }
              : tellOnce(correlated.address, correlated.words, () => tell(correlated, arrived.occurredAt)),
        ),
      ),
    ),

    providerActed: bounded(async ({ person, sender, ...given }) => {
      const { service, labels, ...acted } = redactDeep(given);
      const responsible = responsibleFor(ground.policies, service ?? UNNAMED, labels);
      const door: Door = { source: acted.via, ...defined({ sender }) };
      const { fingerprint } = acted;
      const identity = identityAt(door, fingerprint);
      const named = placeOfAlert(responsible, { fingerprint, labels, ...defined({ service }) }, door);
      const address = await placeOf({ identity, address: named.address, begins: false, mayHaveMoved: true });
      const known = personAtPagerDuty(directory.current(), person);
      const who = known?.id ?? person.mail ?? person.name ?? person.id ?? 'somebody';
      const { id, name, roles } = refOf(directory.current(), known, who, now());
      const act: ProviderAct = {
        ...acted,
        fingerprint: identity,
        by: id,
        byName: name,
        roles,
        access: lesser(known?.access ?? DEFAULT_ACCESS, 'responder'),
        ...(known === undefined && { unknown: true }),
      };
      const { signaledRunId } = await fromTemporal(client, forAlerts(patience), () =>
        client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
          ...start(address, responsible.pinned, `${responsible.title}: acknowledged before its alert arrived`),
          signal: providerActedSignal,
          signalArgs: [act],
        }),
      );
      const because = whyOnlyNoted(act);
      return because === undefined ? { address, workflowRunId: signaledRunId } : { address, ignored: because };
    }),

    pageAnswered: bounded(async ({ incidentId, person, ...answer }) => {
      const reference = parseReference(incidentId);
      const address = reference?.kind === 'id' ? reference.address : incidentId;
      const isOver: Arrival = { address, ignored: `The incident ${incidentId} is not open.` };
      if (reference?.kind !== 'id') return isOver;
      // The key of our own page has an id that we wrote, and its bearer may be in no directory.
      const known = personById(directory.current(), person);
      const { id, name, roles } = refOf(directory.current(), known, person, now());
      const act: ProviderAct = {
        ...answer,
        pageOf: incidentId,
        ...{ by: id, byName: name, roles, access: lesser(known?.access ?? DEFAULT_ACCESS, 'responder') },
        deed: { do: 'acknowledge' },
      };
      try {
        const handle = client.workflow.getHandle(address);
        await fromTemporal(client, forAlerts(patience), () => handle.signal(providerActedSignal, act));
      } catch (error) {
        if (troubleOf(error) === 'gone') return isOver;
        throw error;
      }
      const because = whyOnlyNoted(act);
      return because === undefined ? { address } : { address, ignored: because };
    }),

    declare: bounded(async (by, { service: wanted, facts = {}, drill, ...declared }) => {
      const who = somebody(by);
      const { by: id, byName, access = DEFAULT_ACCESS } = who;
      const refusal = guestRefused({ ...who, do: 'declare' }, 'declare an incident');
      if (refusal !== undefined) throw new NotAllowed(`Not allowed: ${refusal}`);
      // No workflow is there yet that could refuse it.
      if (!reaches(access, 'responder'))
        throw new NotAllowed(`Not allowed: ${byName} has viewer access. Declaring takes responder access.`);
      const { pinned, service, title, unknown } = responsibleFor(
        ground.policies,
        redact(wanted ?? ground.policies[0]?.policy.services[0]?.name ?? ''),
      );
      const declaration: Declaration = {
        eventId: by.actId ?? randomUUID(),
        by: id,
        byName,
        service,
        serviceTitle: title,
        serviceUnknown: unknown,
        facts,
        acceptedAt: now(),
        ...redactDeep(declared),
        ...(drill !== undefined && { drill: participants(ground.directory.current(), drill) }),
      };
      // The same request again is the same incident, also when that has ended since.
      const address = by.actId === undefined ? randomAddress(service) : addressOf(service, by.actId);
      // Looked up first: an incident that is just ending would take what arrives and keep it for the next incident.
      const begun = by.actId === undefined ? undefined : await locator.at(address);
      if (begun !== undefined) return { address, incidentId: begun.id };
      try {
        const { signaledRunId } = await fromTemporal(client, patience.callMs, () =>
          client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
            ...start(
              address,
              pinned,
              `${title}: ${drill === undefined ? declaration.title : drillTitle(declaration.title)}`,
            ),
            ...(by.actId !== undefined && { workflowIdReusePolicy: 'REJECT_DUPLICATE' as const }),
            signal: declaredSignal,
            signalArgs: [declaration],
          }),
        );
        return { address, incidentId: incidentIdOf(address, signaledRunId) };
      } catch (error) {
        const place = error instanceof WorkflowExecutionAlreadyStartedError ? await locator.at(address) : undefined;
        if (place === undefined) throw error;
        return { address, incidentId: place.id };
      }
    }),

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

    list: bounded(async ({ all }) =>
      (await locator.list(all ? 'all' : 'open')).map(({ runId, ...summary }) => {
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

/** Why an act at a provider is no more than a line on the timeline, as far as it is known before the incident hears of it. */
function whyOnlyNoted({ unproven, unknown, via }: ProviderAct): string | undefined {
  if (unproven === true)
    return `Only noted on the timeline: people have to prove who they are, and this delivery has neither a token nor a signature of ${via}.`;
  return unknown === true
    ? 'Only noted on the timeline: nobody in the directory has that name or email address.'
    : undefined;
}

/** Removes secrets that someone put into an alert: what is once in a workflow's history stays there. */
const withoutSecrets = ({ alerts, ...arrived }: Arrived): Arrived => ({
  ...arrived,
  alerts: alerts.map((alert) => ({
    ...alert,
    ...(alert.service !== undefined && { service: redact(alert.service) }),
    fingerprint: redact(alert.fingerprint),
    title: redact(alert.title),
    description: redact(alert.description),
    labels: redactNamed(alert.labels),
    annotations: redactNamed(alert.annotations),
  })),
});
