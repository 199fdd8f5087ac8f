/** How does a statement get onto the public status page? */
import { classed } from '../failures';
import type { Ports, PublicStatement, Receipt } from '../ports';
import { Context } from '@temporalio/activity';

export const createPublishingActivities = ({ statusPage }: Pick<Ports, 'statusPage'>) => ({
  /** Makes the public status page say this. Safe to repeat: an older statement never takes a newer one's place. */
  showStatement: (statement: PublicStatement): Promise<Receipt> =>
    classed(() => statusPage.show(statement, Context.current().cancellationSignal)),
});
