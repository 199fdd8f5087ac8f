/**
 * What can Muster do in the world, by capability? This room only declares; adapters implement the ports and activities
 * call them.
 *
 * Every port that reaches people or changes something promises: `key` is the idempotency key, and the same key twice
 * is one effect; a temporary failure throws `ProviderUnavailable`, a permanent one `ProviderRejected`.
 */
import type { Parameters } from '../../policy/parameters';
import type { Calendar } from '../../policy/schema';
import type { IntegrationCheck } from './check';
import type { Deployments, Suites } from './deployments';
import type { BusinessCalendar, Directory, History, Records, Snapshots } from './records';
import type { Changes, Cluster, Database, Health, Metrics } from './diagnostics';
import type { AnswerLinks } from './answers';
import type {
  Bridge,
  CalendarPort,
  Chat,
  Mailer,
  PageFollower,
  Pager,
  StatusPage,
  TicketBook,
  Tickets,
} from './messages';

export type * from './answers';
export type * from './messages';
export type * from './diagnostics';
export type * from './deployments';
export type * from './records';

/** All of them. A capability that nothing is configured for is absent, and activities say so in the record. */
export interface Ports {
  pager: Pager;
  /** Absent where pages can't be answered from outside. */
  answers?: AnswerLinks;
  /** Absent where no page opens anything. */
  follower?: PageFollower;
  chat: Chat;
  mailer: Mailer;
  /** Absent where no mail server is configured: then reminders go by chat alone. */
  reminderMail?: Mailer;
  bridge: Bridge;
  tickets: Tickets;
  ticketBook: TicketBook;
  statusPage: StatusPage;
  calendar: CalendarPort;
  health: Health;
  /** By the incident's own parameters: a policy says which Prometheus is asked; absent where it names none. */
  metrics: (parameters: Parameters) => Metrics | undefined;
  cluster?: Cluster;
  database?: Database;
  changes?: Changes;
  /** By the incident's own parameters too: what one policy rolls back is never reached through another's webhook. */
  deployments: (parameters: Parameters) => Deployments;
  suites?: Suites;
  records: Records;
  snapshots: Snapshots;
  directory: Directory;
  businessCalendar: (calendar: Calendar) => BusinessCalendar;
  history: History;
  /** How each integration is tried, for `muster doctor`. */
  checks?: readonly IntegrationCheck[];
}
