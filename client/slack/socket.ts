/** How does Slack reach us over Socket Mode, and what happens when that connection ends? */
import { setTimeout as pause } from 'node:timers/promises';
import { SocketModeClient } from '@slack/socket-mode';
import { z } from 'zod';
import type { Handled, SlackHandlers } from './handlers';
import { OddRequest } from './requests';
import { SILENT } from '../../launcher/slack-silence';

/** The connection over which Slack brings what people do, where it can't reach us over HTTP. */
export interface SlackSocket {
  /** Waits for work under way. */
  close(): Promise<void>;
}

export interface SlackSocketOptions {
  appToken: string;
  apiUrl: string;
  handlers: SlackHandlers;
  /** Is told why there is no connection, and which message from Slack made no sense. */
  onTrouble: (reason: string) => void;
  onBug: (error: unknown) => void;
  againAfterMs?: number;
}

const GOODBYE_MS = 2_000;

const Envelope = z.object({ ack: z.function(), body: z.unknown() });

/**
 * Connects, and again whenever the connection ends. The library's own reconnecting is off: where the network is away just
 * then, it ends the process.
 */
export function openSlackSocket(options: SlackSocketOptions): SlackSocket {
  const { appToken, apiUrl, handlers, onTrouble, onBug, againAfterMs = 5_000 } = options;
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();
  let connected: SocketModeClient | undefined;

  const take = async (envelope: unknown, handle: (body: unknown) => Handled): Promise<void> => {
    const { ack, body } = Envelope.parse(envelope);
    const { answer, work } = handled(() => handle(body));
    // First the answer: Slack waits three seconds for it.
    await (ack as (answer?: object) => Promise<void>)(answer);
    await work?.();
  };

  const handled = (handle: () => Handled): Handled => {
    try {
      return handle();
    } catch (error) {
      if (error instanceof OddRequest) onTrouble(error.message);
      else onBug(error);
      return {};
    }
  };

  const listen = (client: SocketModeClient, event: string, handle: (body: unknown) => Handled): void => {
    client.on(event, (envelope: unknown) => {
      const taken = take(envelope, handle).catch(onBug);
      underWay.add(taken);
      void taken.then(() => underWay.delete(taken));
    });
  };

  /** Ends with the connection. Rejects where there was none. */
  const connectOnce = async (): Promise<void> => {
    const client = new SocketModeClient({
      appToken,
      autoReconnectEnabled: false,
      logger: SILENT,
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 },
    });
    listen(client, 'interactive', (body) => handlers.interaction(body));
    listen(client, 'slash_commands', (body) => handlers.command(body));
    const over = new Promise<void>((resolve) => void client.once('disconnected', () => resolve()));
    await client.start();
    connected = client;
    // Closed while it was being made.
    if (closing.signal.aborted) await client.disconnect();
    await over;
    connected = undefined;
  };

  const running = (async () => {
    while (!closing.signal.aborted) {
      await connectOnce().catch((error: unknown) =>
        onTrouble(
          `Can’t connect to Slack’s Socket Mode: ${error instanceof Error ? error.message : 'the connection was closed'}`,
        ),
      );
      await pause(againAfterMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();

  return {
    async close() {
      closing.abort();
      // Slack may be slow to say goodbye; nothing depends on it.
      void connected?.disconnect();
      await Promise.race([running, pause(GOODBYE_MS, undefined, { ref: false })]);
      await Promise.all(underWay);
    },
  };
}
