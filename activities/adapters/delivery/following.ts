import type { PageFollower } from '../../ports';
import type { Ladder } from './ladder';

/** Who has acknowledged, or whose incident is over, is not sent by another way what came to nothing by the first. */
export const followedByLadder = (ladder: Ladder, next?: PageFollower): PageFollower => ({
  follow: (request, signal) => {
    ladder.letGo(request.incidentId, request.people);
    return next?.follow(request, signal) ?? Promise.resolve({ reference: request.key });
  },
});
