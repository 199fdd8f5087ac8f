/**
 * Which activities does the worker run on which queue? This room carries out what the plan asks for and decides
 * nothing; it reaches the outside world only through the ports.
 */
import { createConfirmingActivities } from './paging/delivery-status';
import { createExaminingActivities } from './doctor';
import { createFollowingActivities } from './paging/provider-sync';
import { createFollowUpActivities } from './post-mortem/draft';
import { createInvestigatingActivities } from './investigation/investigate';
import { createInvitingActivities } from './post-mortem/meeting';
import { createItemTicketActivities, createTicketReader } from './post-mortem/item-tickets';
import { createLatePageActivities } from './paging/late-page';
import { createMessagingActivities } from './messages/post';
import { createTicketActivities } from './messages/ticket';
import { createPagingActivities } from './paging/page';
import type { Ports } from './ports';
import { createProbingActivities } from './investigation/probes';
import { createPublishingActivities } from './messages/status-page';
import { createRecordingActivities } from './records';
import { createRemindingActivities } from './post-mortem/reminders';
import { createRollbackActivities } from './rollback';
import { createSuiteActivities } from './post-mortem/test-suites';

/** Verbs on the paging queue: nothing slow may stand in line before them. */
export const createPaging = (ports: Ports) => ({
  ...createPagingActivities(ports),
  ...createLatePageActivities(ports),
});

/** Verbs on the watching queue: long ones, of which many run at the same time. */
export const createWatching = (ports: Ports) => {
  const { watchRollback } = createRollbackActivities(ports);
  return {
    ...createProbingActivities(ports),
    ...createConfirmingActivities(ports),
    ...createInvestigatingActivities(ports),
    ...createExaminingActivities(ports),
    ...createSuiteActivities(ports),
    ...createTicketReader(ports),
    watchRollback,
  };
};

/** All other verbs. */
export const createWork = (ports: Ports) => {
  const { readVersions, rehearseRollback, executeRollback, readBackRollback } = createRollbackActivities(ports);
  return {
    ...createMessagingActivities(ports),
    ...createTicketActivities(ports),
    ...createPublishingActivities(ports),
    ...createFollowingActivities(ports),
    ...createRecordingActivities(ports),
    ...createFollowUpActivities(ports),
    ...createInvitingActivities(ports),
    ...createRemindingActivities(ports),
    ...createItemTicketActivities(ports),
    readVersions,
    rehearseRollback,
    executeRollback,
    readBackRollback,
  };
};

export type PagingActivities = ReturnType<typeof createPaging>;
export type WatchingActivities = ReturnType<typeof createWatching>;
export type WorkActivities = ReturnType<typeof createWork>;
