/** What is known when the demo is over, and what does an expectation about it look like? */
import type { PostMortemView } from '../domain/post-mortem/view';
import type { IncidentView } from '../domain/view';
import type { Taken } from './alertmanager';
import type { SentMessage } from './messages';
import type { ServiceState } from './service';
import type { Outage } from './system';

/** Files of the play, where they are. */
export interface Files {
  readonly timeline: string;
  readonly postMortem: string;
  readonly invitation: string;
  readonly outbox: string;
}

/** Everything that is judged when the play is over. */
export interface PlayOutcome {
  readonly incident: IncidentView;
  readonly postMortem: PostMortemView;
  readonly isPostMortemComplete: boolean;
  readonly sent: readonly SentMessage[];
  /** Those that took part; without `--vendors` none. */
  readonly vendors: readonly Cast[];
  /** What any of them still shows as ongoing when the play is over. */
  readonly goingOn: readonly string[];
  readonly service: ServiceState;
  readonly alert: Taken;
  /** The same alert again, sent into the outage. */
  readonly repeated: Taken;
  readonly outage: Outage;
  readonly files: Files;
  /** Those of the files that are there and not empty. */
  readonly written: readonly (keyof Files)[];
}

/** What a vendor can deliver instead of the outbox, in the outbox's words. */
export const PORTS = ['page', 'chat', 'mail', 'bridge', 'ticket', 'calendar', 'status-page'] as const;
export type Port = (typeof PORTS)[number];

/** Who takes part: the vendor's name, and what it is there for. */
export interface Cast {
  readonly name: string;
  /** Empty if people receive nothing from it and Muster only reads from it. */
  readonly ports: readonly Port[];
  /** What must hold for this vendor when the play is over. */
  readonly expects?: readonly Expectation[];
}

/** Something that must hold, in words; `problem` says what does not. */
export interface Expectation {
  readonly what: string;
  readonly problem: (outcome: PlayOutcome) => string | undefined;
}
