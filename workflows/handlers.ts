/** What can people ask and tell a running incident? */
import { refuse } from '../domain/acts/refuse';
import { type Act, type DeedName, DEEDS } from '../domain/state/acts';
import { fitted } from '../domain/state/fit';
import { type Incident, knownAlert } from '../domain/state/incident';
import { LARGEST_MESSAGE } from '../domain/state/size';
import { isAct } from '../domain/acts/validate';
import { view } from '../domain/view';
import type { Policy } from '../policy/schema';
import {
  actSignal,
  actUpdates,
  incidentQuery,
  knowsAlertQuery,
  REFUSED,
  stateQuery,
  survivorEndedSignal,
} from './contract';
import { refusalFailure } from './refusal';
import { ApplicationFailure, log, setHandler } from '@temporalio/workflow';

/** What receives the messages of people. */
export interface IncidentListener {
  incident: () => Incident;
  /** Takes in an act and answers with one sentence. */
  act: (act: Act) => string;
  /** The incident that goes on with this one's alerts has ended. */
  survivorEnded: () => void;
}

/** Takes in an act that nobody waits for an answer to: one that is refused is dropped. */
export function takeUnanswered(policy: Policy, { incident, act }: IncidentListener, given: Act | undefined): void {
  if (given !== undefined && refuse(policy, incident(), given) === undefined) act(given);
}

/** Answers questions and takes in what people do, each act once and refused before it enters the history. */
export function listen(policy: Policy, listener: IncidentListener): void {
  const { incident, act, survivorEnded } = listener;
  const refuseIfWrong = (deed: DeedName, given: Act): void => {
    if (!isAct(given, deed)) throw ApplicationFailure.nonRetryable(`Malformed "${deed}" request.`, REFUSED);
    const refusal = refuse(policy, incident(), given);
    if (refusal !== undefined) throw refusalFailure(refusal);
  };
  setHandler(incidentQuery, () => view(policy, incident(), Date.now()));
  setHandler(knowsAlertQuery, (fingerprint) => knownAlert(incident(), fingerprint) !== undefined);
  setHandler(stateQuery, () => fitted(incident(), LARGEST_MESSAGE));
  for (const name of DEEDS)
    setHandler(actUpdates[name], (given: Act) => act(given), {
      validator: (given: Act) => refuseIfWrong(name, given),
    });
  setHandler(actSignal, (given) => {
    if (isAct(given)) takeUnanswered(policy, listener, given);
    else log.error('Dropped a malformed signal: no act');
  });
  setHandler(survivorEndedSignal, (id) => {
    if (incident().merge?.into.id === id) survivorEnded();
  });
}
