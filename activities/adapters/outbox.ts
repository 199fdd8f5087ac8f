/**
 * What would go to people, where no vendor is configured: one line per key in `<home>/outbox.jsonl`. It promises what a
 * vendor with idempotency keys promises, and nothing that it can't do: it opens no call and runs no rollback.
 */
import path from 'node:path';
import { z } from 'zod';
import { diskWords } from '../../domain/text/disk-words';
import { ProviderRejected, ProviderUnavailable } from '../errors';
import type {
  Bridge,
  CalendarPort,
  Chat,
  Deployments,
  Mailer,
  MessageKind,
  Outgoing,
  Pager,
  Receipt,
  StatusPage,
  Tickets,
} from '../ports';
import { createAppendOnce } from './shared/append-once';
import { defined } from '../../domain/state/fields';

export interface OutboxOptions {
  /** Muster's home; the file is `outbox.jsonl` in it. */
  home: string;
  /** The call that people always use, where there is one. Without it nobody is sent to a made-up link. */
  standingBridgeUrl?: string;
  now?: () => number;
}

export interface Outbox {
  pager: Pager;
  chat: Chat;
  mailer: Mailer;
  bridge: Bridge;
  tickets: Tickets;
  statusPage: StatusPage;
  calendar: CalendarPort;
  deployments: Deployments;
}

type OutboxPort = 'page' | 'chat' | 'mail' | 'bridge' | 'ticket' | 'calendar' | 'status-page' | 'rollback';

interface Entry {
  incidentId: string;
  key: string;
  kind: MessageKind;
  to: string[];
  subject?: string;
  text: string;
}

const Identified = z.object({ incidentId: z.string(), key: z.string(), port: z.string() });

/** All ports of people (and the order to roll back) on one outbox. The file appears with the first line. */
export function createOutbox({ home, standingBridgeUrl, now = Date.now }: OutboxOptions): Outbox {
  const lines = createAppendOnce({ file: path.join(home, 'outbox.jsonl'), identityOf });

  const write = async (
    port: OutboxPort,
    { incidentId, key, kind, to, subject, text }: Entry,
    extra: object,
    signal: AbortSignal | undefined,
  ): Promise<Receipt> => {
    signal?.throwIfAborted();
    const at = new Date(now()).toISOString();
    const head = { at, incidentId, key, port, kind, to };
    const [recorded] = await lines
      .append([{ ...head, ...(subject === undefined ? {} : { subject }), text, ...extra }])
      .catch((error: unknown) => {
        throw new ProviderUnavailable('outbox', diskWords(error) ?? "can't write the file", { cause: error });
      });
    const { port: usedFor } = Identified.parse(recorded);
    // Without this the second message would vanish without a word.
    if (usedFor !== port) throw new ProviderRejected('outbox', `the key ${key} was already used for ${usedFor}`);
    return { reference: key };
  };

  const send =
    (port: OutboxPort) =>
    (message: Outgoing & { to: string[] }, signal?: AbortSignal): Promise<Receipt> =>
      write(port, message, {}, signal);

  return {
    pager: {
      page: (message, signal) => {
        const { to, roles, together: [, ...others] = [], incidentId, key } = message;
        const via = to.contactPoints.map(({ channel, address }) => `${channel}:${address}`);
        const line = (page: Omit<Entry, 'to' | 'kind'>, extra: object): Promise<Receipt> =>
          write('page', { ...page, kind: message.kind, to: [to.id] }, { name: to.name, roles, via, ...extra }, signal);
        const beside = { with: { incidentId, key } };
        const lines = [line(message, {}), ...others.map((other) => line(other, beside))];
        return Promise.all(lines).then(([receipt = { reference: key }]) => receipt);
      },
    },
    chat: { post: send('chat') },
    mailer: { send: send('mail') },
    bridge: {
      open: async ({ title, ...request }, signal) => {
        const text =
          standingBridgeUrl === undefined
            ? 'No bridge is connected. Open a call and post its link to the incident.'
            : `Please join: ${standingBridgeUrl}`;
        const kind = standingBridgeUrl === undefined ? 'ask' : 'notice';
        const url = standingBridgeUrl === undefined ? {} : { url: standingBridgeUrl };
        const receipt = await write('bridge', { ...request, kind, to: [], subject: title, text }, url, signal);
        return { ...receipt, ...url };
      },
    },
    tickets: {
      create: async ({ title, priority, labels, release, assignee, dueAt, ...request }, signal) => {
        const owed = {
          ...defined({ assignee }),
          ...(dueAt !== undefined && { dueAt: new Date(dueAt).toISOString() }),
        };
        await write('ticket', { ...request, to: [], subject: title }, { priority, labels, release, ...owed }, signal);
        // People read it where a ticket's number would be.
        return { reference: 'written to the outbox' };
      },
      comment: ({ reference, ...request }, signal) =>
        write('ticket', { ...request, to: [] }, { comment: reference }, signal),
    },
    statusPage: {
      show: ({ title, report, number, status, impact, service, component, ...request }, signal) => {
        const extra = { report, number, status, impact, service, ...defined({ component }) };
        return write('status-page', { ...request, to: [], subject: title }, extra, signal);
      },
    },
    calendar: {
      invite: ({ to, uid, sequence, startsAt, lastsMs, ics, ...request }, signal) => {
        const extra = { uid, sequence, startsAt: new Date(startsAt).toISOString(), lastsMs, ics };
        return write('calendar', { ...request, to: to.map(({ address }) => address) }, extra, signal);
      },
    },
    deployments: {
      automatic: false,
      read: () => {
        const reason = 'no deployment tool is connected: check by hand which version is running';
        return Promise.reject(new ProviderRejected('rollback', reason));
      },
      // No line: a rehearsal changes nothing, and two lines would look like two orders.
      rehearse: ({ to }) =>
        Promise.resolve(`no deployment tool is connected: a person would roll back to ${to} by hand`),
      rollBack: ({ from, to, ...request }, signal) => {
        const text = `Roll back from ${from} to ${to} by hand and report when it is done: no deployment tool is connected.`;
        return write('rollback', { ...request, kind: 'ask', to: [], text }, { from, target: to }, signal);
      },
    },
  };
}

function identityOf(line: unknown): string | undefined {
  const parsed = Identified.safeParse(line);
  return parsed.success ? JSON.stringify([parsed.data.incidentId, parsed.data.key]) : undefined;
}
