/**
 * How does an incident run, from its first alert to its end? This room wakes, starts what is due and hands over what
 * happened; it decides nothing itself, and a running incident must replay the same way, so nothing here may depend on
 * anything but its history.
 */
import { log, setHandler } from '@temporalio/workflow';
import { isAlertGroup, isDeclaration, isJoining, isProviderAct } from '../domain/acts/validate';
import type { Incoming } from '../domain/alerts/prelude';
import { alertsArrivedSignal, declaredSignal, joinedSignal, providerActedSignal, type IncidentInput } from './contract';
import { dropUnknownSignals } from './interceptors';
import { openedBy } from './prelude';
import { IncidentRun } from './run';
import { sharedPolicy } from './policy-copy';

/** One incident, from the first alert to its end. It decides nothing: `plan` decides, activities act, `evolve` remembers. */
export async function incidentWorkflow(input: IncidentInput): Promise<string> {
  // In its place: nothing holds the copy that came with this run.
  input.pinned = sharedPolicy(input.pinned);
  const arrived: Incoming[] = [...(input.carried ?? [])];
  setHandler(alertsArrivedSignal, (alerts) => {
    if (isAlertGroup(alerts)) arrived.push({ alerts });
    else log.error('Dropped a malformed signal: no alerts');
  });
  setHandler(declaredSignal, (declaration) => {
    if (isDeclaration(declaration)) arrived.push({ declaration });
    else log.error('Dropped a malformed signal: no declaration');
  });
  setHandler(providerActedSignal, (act) => {
    if (isProviderAct(act)) arrived.push({ act });
    else log.error('Dropped a malformed signal: no act at a provider');
  });
  setHandler(joinedSignal, (joining) => {
    if (isJoining(joining)) arrived.push({ joining });
    else log.error('Dropped a malformed signal: no merged incident');
  });
  dropUnknownSignals();

  const opened = input.resume ?? (await openedBy(input, arrived));
  if (opened === undefined) return 'nothing to do: no firing alert opens an incident';
  return new IncidentRun(input, opened, arrived).toItsEnd();
}
