/** Was this delivery signed by its source, and recently enough? */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Headers } from '../../access/gate';

/** The sources that sign what they deliver, or show a secret of their own. */
export type Signing = 'grafana' | 'pagerduty' | 'datadog';

/** `old`: signed well, but too long ago (or by a clock that is far ahead). */
export type Verdict = 'good' | 'missing' | 'wrong' | 'old';

export interface Signed {
  headers: Headers;
  /** The bytes as they came: a body that was parsed and written again is different. */
  body: Uint8Array;
  nowAt: number;
}

export const HEADERS = {
  grafana: 'x-grafana-alerting-signature',
  grafanaTime: 'x-grafana-alerting-timestamp',
  pagerduty: 'x-pagerduty-signature',
  datadog: 'x-muster-secret',
} as const;

/** How long a signature with a time is good, both ways. */
export const WINDOW_MS = 5 * 60_000;

/** Whether a delivery carries what its source signs with. */
export const isSigned = (source: Signing, headers: Headers): boolean => textOf(headers, HEADERS[source]) !== undefined;

/** Checks a delivery against the live secrets; any of them may have signed it, so that they can be changed one by one. */
export function verify(source: Signing, signed: Signed, secrets: readonly string[]): Verdict {
  switch (source) {
    case 'grafana':
      return verifyGrafana(signed, secrets);
    case 'pagerduty':
      return verifyPagerDuty(signed, secrets);
    case 'datadog':
      return verifySecret(signed, secrets);
  }
}

/**
 * By what a signed delivery is known if it is sent again: by what is signed, not by the header, in which one signature can be
 * written in many ways. `undefined` for a source that only shows a secret.
 */
export function signedContent(source: Signing, { headers, body }: Signed): string | undefined {
  if (source === 'datadog') return undefined;
  const time = source === 'grafana' ? (textOf(headers, HEADERS.grafanaTime) ?? '') : '';
  return createHash('sha256').update(`${source} ${time}:`).update(body).digest('base64url');
}

/** HMAC-SHA256 of `<seconds>:<body>`. Without the time Grafana signs the body alone, which could be replayed for ever. */
function verifyGrafana({ headers, body, nowAt }: Signed, secrets: readonly string[]): Verdict {
  const signature = textOf(headers, HEADERS.grafana);
  const time = textOf(headers, HEADERS.grafanaTime);
  if (signature === undefined || time === undefined) return 'missing';
  if (!/^\d{1,12}$/.test(time)) return 'wrong';
  const prefix = Buffer.from(`${time}:`);
  if (!secrets.some((secret) => isHmac(secret, [prefix, body], signature))) return 'wrong';
  return Math.abs(nowAt - Number(time) * 1000) <= WINDOW_MS ? 'good' : 'old';
}

/** `v1=<hex>[,v1=<hex>]`: PagerDuty signs with each of its own secrets; one that fits one of ours is enough. */
function verifyPagerDuty({ headers, body }: Signed, secrets: readonly string[]): Verdict {
  const signatures = textOf(headers, HEADERS.pagerduty);
  if (signatures === undefined) return 'missing';
  const versions = signatures
    .split(',')
    .slice(0, 10)
    .flatMap((one) => /^\s*v1=([0-9a-f]{64})\s*$/i.exec(one)?.[1] ?? []);
  return versions.some((signature) => secrets.some((secret) => isHmac(secret, [body], signature))) ? 'good' : 'wrong';
}

/** Datadog can't sign; it shows the secret in a header of our own. */
function verifySecret({ headers }: Signed, secrets: readonly string[]): Verdict {
  const shown = textOf(headers, HEADERS.datadog);
  if (shown === undefined) return 'missing';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return secrets.some((secret) => timingSafeEqual(digest(secret), digest(shown))) ? 'good' : 'wrong';
}

function isHmac(secret: string, parts: readonly Uint8Array[], signature: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return timingSafeEqual(hmac.digest(), Buffer.from(signature, 'hex'));
}

/** One value of a header; one that was sent several times is none. */
function textOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
