/** What does the HTTP server measure about requests and deliveries, and what does `/metrics` answer? */
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { SOURCES } from '../access/gate';
import { allowOnly } from './methods';

/** What one delivery to the intake came to. */
export interface DeliveryOutcome {
  source: string;
  /** One word of a few, such as `accepted`, `refused` or `unavailable`. */
  outcome: string;
  status: number;
  /** How many alerts of it were taken in. */
  alerts: number;
  /** How many of those said again what their incident had just been told. */
  repeats?: number;
}

export interface HttpMetrics {
  onDelivery: (delivery: DeliveryOutcome) => void;
  onResponse: (response: { route: string; method: string; status: number; seconds: number }) => void;
  /** Everything in Prometheus' text format. */
  exposition: () => Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The metrics of the HTTP server; the texts of `others` are fetched at each scrape and added at the end. */
export function createHttpMetrics(others: readonly (() => Promise<string>)[]): HttpMetrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const deliveries = new Counter({
    name: 'muster_intake_deliveries_total',
    help: 'Alert deliveries by source and outcome',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const alerts = new Counter({
    name: 'muster_intake_alerts_total',
    help: 'Alerts accepted',
    labelNames: ['source'],
    registers,
  });
  const repeats = new Counter({
    name: 'muster_intake_repeats_total',
    help: 'Accepted alerts that changed nothing and were not passed on to their open incident',
    labelNames: ['source'],
    registers,
  });
  const requests = new Histogram({
    name: 'muster_http_request_duration_seconds',
    help: 'Time from a request to the end of its response',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers,
  });
  return {
    onDelivery: (delivery) => {
      const source = among(SOURCES, delivery.source);
      deliveries.inc({ source, outcome: /^[a-z-]{1,30}$/.test(delivery.outcome) ? delivery.outcome : 'other' });
      if (delivery.alerts > 0) alerts.inc({ source }, delivery.alerts);
      if (delivery.repeats !== undefined) repeats.inc({ source }, delivery.repeats);
    },
    onResponse: ({ route, method, status, seconds }) =>
      requests.observe({ route, method: among(METHODS, method), status: String(status) }, seconds),
    exposition: async () => {
      const texts = await Promise.all([register.metrics(), ...others.map((other) => other())]);
      return (
        texts
          .map((text) => text.trimEnd())
          .filter((text) => text !== '')
          .join('\n') + '\n'
      );
    },
  };
}

/** A client must not be able to create new series by what it sends. */
const among = (known: readonly string[], word: string): string => (known.includes(word) ? word : 'other');

/** Measures every request and answers `/metrics`. */
export function addMetrics(server: FastifyInstance, { metrics }: { metrics: HttpMetrics }): void {
  server.addHook('onResponse', (request, reply, done) => {
    metrics.onResponse({
      route: request.routeOptions.url ?? 'none',
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
    done();
  });
  server.get('/metrics', async (_request, reply) => {
    const text = await metrics.exposition();
    return reply.header('content-type', Registry.PROMETHEUS_CONTENT_TYPE).send(text);
  });
  allowOnly(server, '/metrics', ['GET']);
}
