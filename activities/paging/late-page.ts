/** How does a page get through whose channels failed, once one of them works again? */
import { defined } from '../../domain/state/fields';
import { beating } from '../heartbeat';
import type { ChannelTry, Ports } from '../ports';
import { createSendOne, type PageRequest } from './one-page';
import { Context } from '@temporalio/activity';

/** A page that these channels failed to bring. */
export interface LateRequest {
  incidentId: string;
  page: PageRequest;
  channels: string[];
}

/** `sent`: it is out. Absent: one of its channels works again, as another page found out. */
export interface LateResult {
  sent?: { at: number; reference: string; tries?: ChannelTry[] };
}

export const createLatePageActivities = (ports: Pick<Ports, 'pager' | 'directory' | 'answers'>) => {
  const { pager, directory } = ports;
  const one = createSendOne(ports);
  return {
    /**
     * Tries a page whose channels failed, each time that it is its turn, until it gets through or one of them works for another
     * page. A worker that takes over begins with a try.
     */
    bringPage: ({ incidentId, page, channels }: LateRequest): Promise<LateResult> =>
      beating(async () => {
        for (;;) {
          const recipient = await directory.person(page.to);
          if (recipient === undefined) return {};
          const turn = await pager.turn?.(recipient, channels, Context.current().cancellationSignal);
          if (turn === undefined || turn === 'works') return {};
          const at = Date.now();
          const outcome = await one(incidentId, page, turn.to).finally(turn.over);
          if (outcome.delivered) {
            const { reference, tries } = outcome;
            return { sent: { at, reference, ...defined({ tries }) } };
          }
          Context.current().cancellationSignal.throwIfAborted();
          if (!(outcome.tries ?? []).some(({ outcome: of }) => of === 'failed for now')) return {};
        }
      }),
  };
};
