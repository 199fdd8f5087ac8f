/** How does an answer that somebody gave at the source of an alert, or to a page of ours, reach its incident? */
import { DEFAULT_ACCESS } from '../../domain/state/access';
import type { ProviderAct } from '../../domain/state/alert';
import { defined } from '../../domain/state/fields';
import { redactDeep } from '../../domain/text/redact';
import { INCIDENT_WORKFLOW, providerActedSignal } from '../../workflows/contract';
import { lesser } from '../access/directory-access';
import { personAtPagerDuty, personById, refOf } from '../people/lookup';
import { forAlerts, fromTemporal } from '../temporal/calls';
import { troubleOf } from '../temporal/errors';
import { parseReference } from './address';
import type { Arrival, IncidentClient } from './api';
import { type Door, identityAt, placeOfAlert, UNNAMED } from './correlate';
import type { PlaceOf } from './places';
import { responsibleFor } from './policies';
import { startAt, type Ways } from './ways';

/** See `IncidentClient`. */
export function createProviderActs(
  ways: Ways,
  placeOf: PlaceOf,
): Pick<IncidentClient, 'providerActed' | 'pageAnswered'> {
  const { client, ground, patience, now } = ways;
  const { directory } = ground;
  return {
    providerActed: async ({ person, sender, ...given }) => {
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
          ...startAt(ways, {
            address,
            pinned: responsible.pinned,
            title: `${responsible.title}: acknowledged before its alert arrived`,
          }),
          signal: providerActedSignal,
          signalArgs: [act],
        }),
      );
      const because = whyOnlyNoted(act);
      return because === undefined ? { address, workflowRunId: signaledRunId } : { address, ignored: because };
    },

    pageAnswered: async ({ incidentId, person, ...answer }) => {
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
    },
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
