/** Does this machine's clock agree with Temporal's? */
import { spokenDuration } from '../../domain/text/format';
import { aheadOfTemporal } from '../../launcher/temporal-clock';
import type { TemporalLink } from '../temporal/connection';
import { type Check, failed, passed } from './check';

/** More than this shows in times that people compare. Deadlines are counted by Temporal and stay right. */
const CLOCK_OFF_MS = 30_000;

const KEPT_MS = 60_000;

/** How far this machine's clock is ahead of Temporal's, in milliseconds; nothing where Temporal does not tell. Never rejects. */
export type Ahead = () => Promise<number | undefined>;

/** Asks at most once a minute, unless nothing was heard. */
export function createAhead({ connection, namespace }: TemporalLink, now: () => number = Date.now): Ahead {
  let known: { at: number; ahead: Promise<number | undefined> } | undefined;
  return async () => {
    const at = now();
    if (known === undefined || at - known.at >= KEPT_MS || at < known.at)
      known = { at, ahead: aheadOfTemporal(connection, namespace, now).catch(() => undefined) };
    const ahead = await known.ahead;
    if (ahead === undefined) known = undefined;
    return ahead;
  };
}

/** Nothing is said of a clock that could not be compared: then Temporal is away, which another check says. */
export function clockChecks(name: string, whose: string, ahead: number | undefined): Check[] {
  if (ahead === undefined) return [];
  if (Math.abs(ahead) <= CLOCK_OFF_MS) return [passed(name, `${whose} clock agrees with Temporal's.`)];
  const off = `${spokenDuration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'}`;
  return [
    failed(name, `${whose} clock is ${off} Temporal's. Correct the clocks of both machines, for example with NTP.`),
  ];
}
