/** What stands behind each port: the vendors that are configured, and the outbox where none is. */
import type { Client } from '@temporalio/client';
import { createBundles } from '../activities/adapters/delivery/bundle';
import { createBundleLog } from '../activities/adapters/delivery/bundle-log';
import { createPeoplePosts } from '../activities/adapters/delivery/people-posts';
import { leadToRoom } from '../activities/adapters/delivery/room-links';
import { createLadder } from '../activities/adapters/delivery/ladder';
import { createOutbox } from '../activities/adapters/outbox';
import { createRecords } from '../activities/adapters/records';
import { createSnapshots } from '../activities/adapters/snapshots';
import { standingBridge } from '../domain/updates/bridge';
import type { Behind, BehindPort, ConfiguredVendor, OpenVendor } from '../activities/adapters/shared/vendor';
import { createTicketBook } from '../activities/adapters/ticket-book';
import { createTemporalHistory } from '../activities/adapters/temporal-history';
import type { AnswerLinks, Ports } from '../activities/ports';
import { createBusinessCalendar } from '../directory/business-calendar';
import type { LiveDirectory } from '../directory/directory';
import { defined } from '../domain/state/fields';
import type { Policy } from '../policy/schema';

export interface Wiring {
  home: string;
  /** Absent where pages can't be answered from outside. */
  answers?: AnswerLinks | undefined;
  /** Where people reach the room, if they can. */
  publicUrl?: string | undefined;
  policy: Policy;
  directory: LiveDirectory;
  client: Client;
  vendors: readonly ConfiguredVendor[];
}

/**
 * What reaches people and is not configured goes to the outbox; what looks into systems and is not configured is absent, and
 * the record says so.
 */
export function wirePorts({ home, policy, directory, client, vendors, answers, publicUrl }: Wiring): {
  ports: Ports;
  opened: OpenVendor[];
} {
  const standingUrl = standingBridge(policy);
  const outbox = createOutbox({ home, ...defined({ standingBridgeUrl: standingUrl }) });
  const around = { home, env: process.env, directory, otherwise: outbox.pager, standingUrl };
  const opened = vendors.map((vendor) => vendor.open(around));
  const first = <Port extends BehindPort>(port: Port): Behind[Port] | undefined =>
    opened.find(({ behind }) => behind[port] !== undefined)?.behind[port];
  const channels = opened.flatMap(({ behind }) => behind.channels ?? []);
  // Of a policy that names its way, no other way may roll back something else: where that one is off, people do it by hand.
  const isNamedWayOff = vendors.some(
    ({ problem, vendor }) => problem !== undefined && vendor.ports.includes('namedDeployments'),
  );
  const waysToRollBack = [
    ...opened.flatMap(({ behind }) => behind.namedDeployments ?? []),
    ...opened.flatMap(({ behind }) => behind.deployments ?? []),
  ];
  const health = first('health');
  if (health === undefined) throw new Error('No integration provides "health"');
  // Where nothing at all is configured the outbox is the way that people chose.
  const ways = channels.length === 0 ? outbox.pager : createLadder({ channels, otherwise: outbox.pager });
  const chat = first('chat');
  const ports: Ports = {
    pager: createBundles({
      pager: ways,
      log: createBundleLog({ home }),
    }),
    chat: chat === undefined ? outbox.chat : createPeoplePosts({ chat, ways, directory }),
    mailer: first('mailer') ?? outbox.mailer,
    bridge: first('bridge') ?? outbox.bridge,
    tickets: first('tickets') ?? outbox.tickets,
    ticketBook: createTicketBook({ home }),
    calendar: first('calendar') ?? outbox.calendar,
    statusPage: first('statusPage') ?? outbox.statusPage,
    deployments: (parameters) => {
      for (const way of isNamedWayOff ? [] : waysToRollBack) {
        const deployments = way(parameters);
        if (deployments !== undefined) return deployments;
      }
      return outbox.deployments;
    },
    health,
    metrics: first('metrics') ?? (() => undefined),
    ...defined({
      answers,
      follower: first('follower'),
      reminderMail: first('reminderMail'),
      cluster: first('cluster'),
      database: first('database'),
      changes: first('changes'),
      suites: first('suites'),
    }),
    records: createRecords({ home }),
    snapshots: createSnapshots({ home }),
    directory,
    businessCalendar: createBusinessCalendar,
    history: createTemporalHistory(client),
  };
  return { ports: publicUrl === undefined ? ports : leadToRoom(ports, publicUrl), opened };
}
