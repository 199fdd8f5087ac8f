/** Which reports of alerts say again what an open incident was told just now, so that it need not hear them? */
import { OPEN_STATUSES } from '../../domain/state/vocabulary';
import type { Arrival } from './api';
import type { IncidentRunPlace } from './runs';

/** What a delivery says about the alerts of one address: a digest of each alert's report, by the alert's identity. */
export type Words = ReadonlyMap<string, string>;

export interface RepeatsOptions {
  /** What the address holds now: asked after the report came, or the end of an incident in between would go unnoticed. */
  at: (address: string) => Promise<Pick<IncidentRunPlace, 'id' | 'runId' | 'open' | 'status'> | undefined>;
  now: () => number;
}

/** Sends a report unless it only says again what the open incident at its address was told. */
export type TellOnce = (address: string, words: Words | undefined, send: () => Promise<Arrival>) => Promise<Arrival>;

/** An incident hears a repeat this often all the same: what it knows may have changed by another way than this process. */
const AGAIN_AFTER_MS = 180_000;

/** How many alerts are remembered, the newest. */
const MOST = 20_000;

/** What was last sent about an alert, and which run took it; without a run it is still under way. */
interface Told {
  address: string;
  words: string;
  at: number;
  sending: Promise<unknown>;
  runId?: string;
  /** The incident, once it is known: it may go on in another run. */
  incidentId?: string;
}

/** A status in which an incident takes in what it hears; `new` is one whose worker has not come yet. */
const LISTENS: readonly string[] = [...OPEN_STATUSES, 'new'];

/**
 * Remembers what this process has told which incident. Nothing is dropped of which a word has changed, that the incident was not
 * told by this process lately, or for which it is not open any more. Whatever is under way is waited for: what fails must be sent.
 */
export function createRepeats({ at, now }: RepeatsOptions): TellOnce {
  const known = new Map<string, Told>();

  /** What each of these alerts was told as, if all of them were told in these words a short while ago. */
  const toldBefore = (address: string, words: Words): Told[] | undefined => {
    const told = [...words].map(([identity, said]) => {
      const last = known.get(identity);
      const isSame = last?.words === said && last.address === address && now() - last.at < AGAIN_AFTER_MS;
      return isSame ? last : undefined;
    });
    return told.length > 0 && told.every((one) => one !== undefined) ? told : undefined;
  };

  const isHeard = (told: Told, place: Awaited<ReturnType<RepeatsOptions['at']>>): boolean => {
    if (place?.open !== true || !LISTENS.includes(place.status)) return false;
    if (told.runId === place.runId) told.incidentId = place.id;
    return told.incidentId === place.id;
  };

  const tell = async (address: string, words: Words, send: () => Promise<Arrival>): Promise<Arrival> => {
    const sending = send();
    const told = [...words].map(([identity, said]): [string, Told] => {
      const one: Told = { address, words: said, at: now(), sending };
      known.delete(identity);
      known.set(identity, one);
      return [identity, one];
    });
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break;
      known.delete(oldest);
    }
    const arrival = await sending.catch((error: unknown) => {
      for (const [identity, one] of told) if (known.get(identity) === one) known.delete(identity);
      throw error;
    });
    if ('workflowRunId' in arrival) for (const [, one] of told) one.runId = arrival.workflowRunId;
    return arrival;
  };

  return async (address, words, send) => {
    if (words === undefined) return send();
    const before = toldBefore(address, words);
    if (before === undefined) return tell(address, words, send);
    const isSent = await Promise.all(before.map(({ sending }) => sending)).then(
      () => true,
      () => false,
    );
    const place = isSent ? await at(address) : undefined;
    // While it was asked for, another report of one of them may have come.
    const isStillSo = before.every((told, n) => known.get([...words.keys()][n] ?? '') === told);
    if (isStillSo && before.every((told) => isHeard(told, place)))
      return { address, ...(place !== undefined && { workflowRunId: place.runId }), repeats: words.size };
    return tell(address, words, send);
  };
}
