/** How does a person begin an incident? */
import { guestRefused } from '../../domain/acts/permissions';
import { drillTitle } from '../../domain/drill/words';
import type { Declaration } from '../../domain/state/alert';
import { DEFAULT_ACCESS, reaches } from '../../domain/state/access';
import { redact, redactDeep } from '../../domain/text/redact';
import { declaredSignal, INCIDENT_WORKFLOW, incidentIdOf } from '../../workflows/contract';
import { NotAllowed } from '../errors';
import { participants } from '../people/participants';
import { fromTemporal } from '../temporal/calls';
import { addressOf, randomAddress } from './address';
import type { By, IncidentClient } from './api';
import { responsibleFor } from './policies';
import type { Somebody } from './send-act';
import { startAt, type Ways } from './ways';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';

/** See `IncidentClient.declare`. */
export function createDeclare(ways: Ways, somebody: (by: By) => Somebody): IncidentClient['declare'] {
  const { client, ground, locator, patience, now } = ways;

  return async (by, { service: wanted, facts = {}, drill, ...declared }) => {
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
          ...startAt(ways, {
            address,
            pinned,
            title: `${title}: ${drill === undefined ? declaration.title : drillTitle(declaration.title)}`,
          }),
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
  };
}
