import { createConfirmingActivities } from './confirming';
import { createExaminingActivities } from './examining';
import { createFollowingActivities } from './following';
import { createFollowUpActivities } from './following-up';
import { createInvestigatingActivities } from './investigating';
import { createInvitingActivities } from './inviting';
import { createItemTicketActivities, createTicketWatch } from './item-tickets';
import { createMessagingActivities } from './messaging';
import { createPagingActivities } from './paging';
import type { Ports } from './ports';
import { createProbingActivities } from './probing';
import { createPublishingActivities } from './publishing';
import { createRecordingActivities } from './recording';
import { createRemindingActivities } from './reminding';
import { createRollbackActivities } from './rolling-back';
import { createSuiteActivities } from './running-suites';

/** Verbs on the paging queue: nothing slow may stand in line before them. */
export const createPaging = (ports: Ports) => createPagingActivities(ports);

/** Verbs on the watching queue: long ones, of which many run at the same time. */
export const createWatching = (ports: Ports) => {
  const { watchRollback } = createRollbackActivities(ports);
  return {
    ...createProbingActivities(ports),
    ...createConfirmingActivities(ports),
    ...createInvestigatingActivities(ports),
    ...createExaminingActivities(ports),
    ...createSuiteActivities(ports),
    ...createTicketWatch(ports),
    watchRollback,
  };
};

/** All other verbs. */
export const createWork = (ports: Ports) => {
  const { rehearseRollback, executeRollback, readBackRollback } = createRollbackActivities(ports);
  return {
    ...createMessagingActivities(ports),
    ...createPublishingActivities(ports),
    ...createFollowingActivities(ports),
    ...createRecordingActivities(ports),
    ...createFollowUpActivities(ports),
    ...createInvitingActivities(ports),
    ...createRemindingActivities(ports),
    ...createItemTicketActivities(ports),
    rehearseRollback,
    executeRollback,
    readBackRollback,
  };
};

export type PagingActivities = ReturnType<typeof createPaging>;
export type WatchingActivities = ReturnType<typeof createWatching>;
export type WorkActivities = ReturnType<typeof createWork>;
