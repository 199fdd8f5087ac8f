/** How do alerts reach the incident that they belong to, and when do they begin one? */
import { inMessages } from '../../domain/alerts/fit';
import { redact, redactNamed } from '../../domain/text/redact';
import { alertsArrivedSignal, INCIDENT_WORKFLOW } from '../../workflows/contract';
import { forAlerts, fromTemporal, isAway } from '../temporal/calls';
import { troubleOf } from '../temporal/errors';
import { createFreshAnswers } from '../temporal/fresh-answer';
import { createThrottle } from '../temporal/throttle';
import type { Arrival, Arrived, IncidentClient } from './api';
import { correlate, type Correlated } from './correlate';
import { pastFor } from './past';
import { placed, type PlaceOf } from './places';
import { createRepeats } from './repeats';
import { startAt, type Ways } from './ways';

/**
 * How many groups of alerts Temporal is given at a time. With fewer it is slower (measured with 20, 64 and 128), and
 * with a whole storm at once it gets to many of them after their time limit. The others wait, but not as long as
 * Alertmanager, which gives up after ten seconds.
 */
const ALERTS = { atOnce: 64, waitMs: 5_000 };

/** Temporal refuses messages of 2 MB, and a history should hold far less. */
const LONGEST_MESSAGE_BYTES = 400_000;

type Sent = Pick<Correlated, 'address' | 'pinned' | 'group'>;

/** Brings each alert to its incident, once; see `IncidentClient.alertsArrived`. */
export function createTellAlerts(ways: Ways, placeOf: PlaceOf): IncidentClient['alertsArrived'] {
  const { client, ground, locator, patience, now } = ways;
  const inTurn = createThrottle({ ...ALERTS, isAway });
  const tellOnce = createRepeats({ at: createFreshAnswers((address) => locator.at(address)), now });

  /** Brings alerts to the run at an address, and begins one there if none is; answers which run has them. */
  const fire = ({ address, pinned, group }: Sent, title: string): Promise<string> =>
    fromTemporal(client, forAlerts(patience), async () => {
      let run = '';
      for (const message of inMessages(group, LONGEST_MESSAGE_BYTES)) {
        const { signaledRunId } = await client.workflow.signalWithStart(INCIDENT_WORKFLOW, {
          ...startAt(ways, { address, pinned, title }),
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
  const clear = async ({ address, pinned, group }: Sent): Promise<Arrival> => {
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
      await fire({ address, pinned, group }, `${group.serviceTitle}: alerts cleared, no open incident`);
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

  const tell = async (sent: Sent, occurredAt: number | undefined): Promise<Arrival> => {
    const { address, group } = sent;
    if (!group.alerts.some(({ firing }) => firing)) return inTurn(() => clear(sent));
    const past = occurredAt === undefined ? undefined : await pastAt(address, occurredAt);
    if (past !== undefined) return { address, ignored: past };
    const title = `${group.serviceTitle}: ${group.alerts[0]?.title ?? ''}`;
    return { address, workflowRunId: await inTurn(() => fire(sent, title)) };
  };

  return async (arrived) =>
    Promise.all(
      (await placed(placeOf, correlate(ground.policies, withoutSecrets(arrived)), arrived)).map(
        async (correlated): Promise<Arrival> =>
          correlated.group.alerts.length === 0
            ? { address: correlated.address, ignored: 'Its severity says that nobody has to do anything about it.' }
            : tellOnce(correlated.address, correlated.words, () => tell(correlated, arrived.occurredAt)),
      ),
    );
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
