/** Does PagerDuty's Events API answer, and can the routing keys be valid? Nobody is paged to find out. */
import type { DirectoryData } from '../../../directory/schema';
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import { eventsAddress, type PagerDutyOptions, reachEvents } from './api';

/** Integration keys of the Events API v2; a key of the REST API has 20. */
const KEY_LENGTH = 32;

const WHAT = 'PagerDuty, pages';

/**
 * Looks whether the Events API answers, and whether the routing keys can be keys at all. Whether PagerDuty takes a key shows
 * only with an event, and no event is harmless: the rules of an account may make a page even of one that resolves.
 */
export const createPagerDutyEventsCheck = (
  options: PagerDutyOptions | undefined,
  directory: () => DirectoryData,
): IntegrationCheck => ({
  what: WHAT,
  async examine({ signal }) {
    if (options === undefined) return [noteFinding(WHAT, 'not configured, so nobody is paged through PagerDuty')];
    const reached = await examinedApart(WHAT, signal, async () => {
      await reachEvents(options, signal);
      return ok(WHAT, `${eventsAddress(options)} answers`);
    });
    return [...reached, ...keysFound(options), ...contactPointsFound(options, directory())];
  },
});

function keysFound({ routingKeys }: PagerDutyOptions): Examined[] {
  return Object.entries(routingKeys).map(([name, { length }]) => {
    const what = `PagerDuty, routing key ${name}`;
    if (length !== KEY_LENGTH)
      return wrong(
        what,
        `has ${length} characters, not ${KEY_LENGTH}: copy the integration key of "Events API v2" into MUSTER_PAGERDUTY_ROUTING_KEY`,
      );
    return noteFinding(what, 'can’t be checked without paging someone: use --send-test');
  });
}

/** Contact points name a routing key where there are several. */
function contactPointsFound({ routingKeys }: PagerDutyOptions, { people }: DirectoryData): Examined[] {
  const what = 'PagerDuty, contact points';
  const points = people.flatMap(({ name, contactPoints }) =>
    contactPoints.filter(({ channel }) => channel === 'pagerduty').map(({ address }) => ({ name, address })),
  );
  if (points.length === 0)
    return [noteFinding(what, 'nobody in the directory has a contact point pagerduty, so PagerDuty is never used')];
  const names = Object.keys(routingKeys);
  if (names.length === 1) return [];
  return points
    .filter(({ address }) => !names.includes(address))
    .map(({ name, address }) =>
      wrong(
        what,
        `${name} has the contact point "${address}", but no routing key has that name (configured: ${names.join(', ')})`,
      ),
    );
}
