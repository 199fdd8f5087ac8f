/** An alert as Alertmanager sends it. */
interface WireAlert {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  fingerprint: string;
}

/** The body of one request of Alertmanager. */
export interface WebhookBody {
  version: '4';
  groupKey: string;
  status: 'firing' | 'resolved';
  receiver: string;
  groupLabels: Record<string, string>;
  commonLabels: Record<string, string>;
  commonAnnotations: Record<string, string>;
  alerts: WireAlert[];
}

const BEGAN = '2026-01-01T00:00:00.000Z';
const ENDLESS = '0001-01-01T00:00:00Z';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

export const serviceName = (n: number): string => `shop-${String(n).padStart(3, '0')}`;

const alert = (service: string, instance: number, severity: string): WireAlert => ({
  status: 'firing',
  labels: { alertname: 'HighErrorRate', service, instance: `10.0.0.${instance}:9100`, severity },
  annotations: { summary: `${service} answers with errors` },
  startsAt: BEGAN,
  endsAt: ENDLESS,
  fingerprint: `${service}-${instance}`,
});

const webhook = (groupKey: string, alerts: WireAlert[]): WebhookBody => ({
  version: '4',
  groupKey,
  status: 'firing',
  receiver: 'muster',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  alerts,
});

/** The storm that many instances of many services make at once. */
export interface StormShape {
  services: number;
  alertsPerService: number;
  alertsPerRequest: number;
  severity: string;
  /** Tells this storm's services from those of another one. */
  from?: number;
}

/**
 * Every service's alerts over several requests, some of which hold alerts of several services, as when Alertmanager groups
 * by something else than Muster does; every fifth request comes twice.
 */
export function manyAlerts({
  services,
  alertsPerService,
  alertsPerRequest,
  severity,
  from = 0,
}: StormShape): WebhookBody[] {
  const alertsOf = (n: number): WireAlert[] =>
    numbers(alertsPerService).map((instance) => alert(serviceName(from + n), instance, severity));
  const isMixed = (n: number): boolean => n % 5 === 0;
  const own = numbers(services)
    .filter((n) => !isMixed(n))
    .flatMap((n) => inParts(alertsOf(n), alertsPerRequest));
  const byInstance = numbers(services)
    .filter(isMixed)
    .flatMap(alertsOf)
    .sort((a, b) => a.fingerprint.slice(-3).localeCompare(b.fingerprint.slice(-3)));
  const requests = [...own, ...inParts(byInstance, alertsPerRequest)].map((alerts, n) =>
    webhook(`{}:{n="${n}"}`, alerts),
  );
  return requests.flatMap((request, n) => (n % 5 === 0 ? [request, request] : [request]));
}

const inParts = <T>(all: readonly T[], size: number): T[][] =>
  numbers(Math.ceil(all.length / size)).map((n) => all.slice(n * size, (n + 1) * size));

/** One alert each of as many services. */
export const manyServices = (services: number, severity: string, from = 0): WebhookBody[] =>
  numbers(services).map((n) => webhook(`{}:{n="${n}"}`, [alert(serviceName(from + n), 0, severity)]));

/** The very same alert again and again. */
export const sameAlert = (times: number, severity: string, service = 0): WebhookBody[] =>
  numbers(times).map(() => webhook('{}:{}', [alert(serviceName(service), 0, severity)]));
