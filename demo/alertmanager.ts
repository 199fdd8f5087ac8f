/** How does the demo send alerts the way Alertmanager does, again until they are accepted? */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { z } from 'zod';

const Payload = z.looseObject({ status: z.string(), alerts: z.array(z.looseObject({ status: z.string() })) });
/** All alerts of the play are of one service, and so of one incident. */
const Accepted = z.object({ incidents: z.tuple([z.object({ address: z.string() })]) });

/** How an alert was taken. */
export interface Taken {
  readonly address: string;
  readonly postedAt: number;
  readonly acceptedAt: number;
  /** How often it was told "not now" before. */
  readonly refusals: number;
}

/** A recorded webhook of Alertmanager: as it fires, or as Alertmanager repeats it when it is over. */
export function readAlert(file: string, status: 'firing' | 'resolved'): unknown {
  const payload = Payload.parse(JSON.parse(readFileSync(file, 'utf8')));
  const endsAt = status === 'resolved' ? { endsAt: new Date().toISOString() } : {};
  return { ...payload, status, alerts: payload.alerts.map((alert) => ({ ...alert, status, ...endsAt })) };
}

/**
 * Posts as Alertmanager does: again while the other side says "not now", until it is accepted. `signal` ends the waiting,
 * never a request: an aborted request leaves the other side with a call to Temporal that nobody waits for, and
 * closing its connection then would end the process (the SDK tries again on a channel that is shut down).
 */
export async function postAlert(url: string, payload: unknown, signal: AbortSignal): Promise<Taken> {
  for (let refusals = 0; ; refusals += 1) {
    const postedAt = Date.now();
    const { status, data } = await axios.post<unknown>(`${url}/v1/alerts/alertmanager`, payload, {
      validateStatus: () => true,
    });
    if (status === 202) {
      const [{ address }] = Accepted.parse(data).incidents;
      return { address, postedAt, acceptedAt: Date.now(), refusals };
    }
    if (status !== 503) throw new Error(`The alert was answered ${status}: ${JSON.stringify(data)}`);
    await pause(500, undefined, { signal });
  }
}
