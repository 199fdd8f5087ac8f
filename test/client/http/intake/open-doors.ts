import type { SourceShown, SourceVerdict } from '../../../../client/access/gate';
import { createHttpServer, type HttpServerOptions } from '../../../../client/http/server';
import type { AnsweredPage, Arrived, ArrivedAct } from '../../../../client/incidents/api';
import { fakeIncidents, openDoors } from '../../../support/client';
import { NOW } from './deliveries';

export type Shown = SourceVerdict;

export const NO_SECRETS = { grafana: [], pagerduty: [], datadog: [] };

/** The HTTP side, with what its doors let in written down. */
export function doors(changed: Partial<HttpServerOptions> & { shown?: Shown; token?: string } = {}) {
  const { shown = 'not-needed', token, ...options } = changed;
  const verdict: SourceShown = { verdict: shown, ...(token !== undefined && { token }) };
  const got: { alerts: Arrived[]; acts: ArrivedAct[]; answers: AnsweredPage[]; told: string[] } = {
    alerts: [],
    acts: [],
    answers: [],
    told: [],
  };
  const bugs: unknown[] = [];
  const server = createHttpServer({
    incidents: fakeIncidents({
      alertsArrived: (arrived) => {
        got.alerts.push(arrived);
        return Promise.resolve([{ address: 'release-manager-7f3k2a9q', workflowRunId: 'run' }]);
      },
      providerActed: (act) => {
        got.acts.push(act);
        return Promise.resolve({ address: 'release-manager-7f3k2a9q', workflowRunId: 'run' });
      },
      pageAnswered: (answer) => {
        got.answers.push(answer);
        return Promise.resolve({ address: 'release-manager-7f3k2a9q' });
      },
    }),
    ...openDoors(),
    gate: { ...openDoors().gate, source: () => Promise.resolve(verdict) },
    secrets: NO_SECRETS,
    closed: {},
    now: () => NOW,
    onBug: (bug) => bugs.push(bug),
    metrics: {
      ...openDoors().metrics,
      onDelivery: ({ source, outcome, status, alerts }) => got.told.push(`${source} ${outcome} ${status} ${alerts}`),
    },
    ...options,
  });
  return { server, got, bugs };
}
