/**
 * How do posts, mails and bridges go out? This room hands finished texts to the ports and rewords nothing;
 * each message has a key, so that a retry sends nothing twice.
 */
import { classed } from '../failures';
import type { MessageKind, Ports, Receipt, SeverityMark } from '../ports';
import { Context } from '@temporalio/activity';

export interface PostRequest {
  incidentId: string;
  key: string;
  port: 'chat' | 'mail';
  kind: MessageKind;
  to: string[];
  subject: string;
  text: string;
  severity?: SeverityMark;
  mayGoPublic?: true;
  ownChannel?: true;
  changes?: 'report' | 'headline';
  saidAt?: number;
}

export const createMessagingActivities = ({ chat, mailer, bridge }: Pick<Ports, 'chat' | 'mailer' | 'bridge'>) => ({
  /** Posts to a channel, to people, or by mail. Safe to repeat: the key is the provider's. */
  post: ({ port, ...message }: PostRequest): Promise<Receipt> =>
    classed(() => {
      const signal = Context.current().cancellationSignal;
      return port === 'chat' ? chat.post(message, signal) : mailer.send(message, signal);
    }),

  /** Opens the call; the same incident has one. */
  openBridge: (request: { incidentId: string; key: string; title: string }): Promise<Receipt> =>
    classed(() => bridge.open(request, Context.current().cancellationSignal)),
});
