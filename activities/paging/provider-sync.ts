/** How do the integrations that opened pages learn that the incident was acknowledged or resolved? */
import { classed } from '../failures';
import type { PageFollowing, Ports, Receipt } from '../ports';
import { Context } from '@temporalio/activity';

export const createFollowingActivities = ({ follower }: Pick<Ports, 'follower'>) => ({
  /** Tells the ways of paging what became of the incident here. Safe to repeat: it sets a state. */
  follow: (request: PageFollowing): Promise<Receipt> =>
    classed(async () =>
      follower === undefined
        ? { reference: 'no integration is configured that opens pages' }
        : follower.follow(request, Context.current().cancellationSignal),
    ),
});
