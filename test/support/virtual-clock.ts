/**
 * How does an incident of the guide run on a clock that jumps? It uses the domain alone, without Temporal or vendors;
 * tests act on it only as people, alerts and results do.
 */
import { refuse } from '../../domain/acts/refuse';
import { drillTitle } from '../../domain/drill/words';
import { evolve } from '../../domain/evolve';
import { composePost, kindOf } from '../../domain/messages/compose';
import { composePage } from '../../domain/messages/page';
import { openIncident } from '../../domain/open';
import { plan } from '../../domain/plan';
import type { Act, Actor, Deed } from '../../domain/state/acts';
import type { Alert, AlertGroup } from '../../domain/state/alert';
import { compact } from '../../domain/state/carry-over';
import { type Effect, isInternal, keysOf, type Watch } from '../../domain/state/effects';
import type { Failure, IncidentEvent, EffectOutcome, Readings, WatchReport } from '../../domain/state/events';
import type { Incident } from '../../domain/state/incident';
import type { Instant, PersonId, Role } from '../../domain/state/vocabulary';
import { loadPolicy } from '../../policy/load';
import type { Policy, Severity, SeverityRules } from '../../policy/schema';
import { actor } from './actor';
import { asTime, START } from './times';
import { usualOutcome } from './usual-outcomes';
import { join } from 'node:path';

/** The guide that ships with Muster: it has four severities. */
export type ShippedPolicy = Policy & { severities: Record<'P1' | 'P2' | 'P3' | 'P4', SeverityRules> };

export const guide = loadPolicy(join(__dirname, '../../policy/release-manager.yaml')).policy as ShippedPolicy;

/** The same guide with something else in it. */
export function guideWith(change: (policy: ShippedPolicy) => void): ShippedPolicy {
  const policy = structuredClone(guide);
  change(policy);
  return policy;
}

/** Who holds which role in these tests; the person's id tells the role. */
export const PEOPLE: Record<PersonId, Role[]> = {
  vera: ['vp-engineering'],
  emil: ['engineering-manager'],
  dora: ['devops-lead'],
  otto: ['on-call-engineer', 'all-on-call'],
  olga: ['all-on-call'],
  cleo: ['cto'],
  carl: ['ceo'],
  dave: ['development-team'],
};

/** Something that left Muster. */
export interface Sent {
  /** Time since the start as the guide would write it: `5m`, `1h2m30s`. */
  after: string;
  atMs: number;
  key: string;
  /** What else one page was for, by key. */
  also?: string[];
  /** It is a page, a notice or a withdrawal to one person, not a post. */
  isPage?: true;
  kind: string;
  to: string[];
  text: string;
}

export const alertOf = (labels: Record<string, string>, annotations: Record<string, string> = {}): Alert => ({
  source: 'alertmanager',
  fingerprint: JSON.stringify(labels),
  firing: true,
  title: annotations['summary'] ?? 'Release Manager API degraded',
  description: annotations['description'] ?? '',
  labels,
  annotations,
  startsAt: START,
});

export const groupOf = (...alerts: Alert[]): AlertGroup => ({
  groupKey: 'group',
  service: 'release-manager',
  serviceTitle: 'Release Manager',
  serviceUnknown: false,
  alerts,
});

interface Options {
  policy?: Policy;
  people?: Record<PersonId, Role[]>;
  /** It is a drill for these. */
  drill?: PersonId[];
  /** Answers effects instead of the defaults; `undefined` means the default, `silent` that nothing ever comes back. */
  answer?: (effect: Effect, now: Instant) => EffectOutcome | Error | 'silent' | undefined;
  /** Called for everything that happens. */
  onEvent?: (before: Incident, event: IncidentEvent, after: Incident) => void;
}

/** One incident on a clock that jumps from one due instant to the next. Effects succeed at once unless told otherwise. */
export class VirtualIncident {
  readonly sent: Sent[] = [];
  /** Every attempt, also those that failed, as `5m page:P1:0m:devops-lead:1`. */
  readonly tried: string[] = [];
  incident: Incident;
  now: Instant = START;
  private acts = 0;
  private readonly policy: Policy;
  private readonly people: Record<PersonId, Role[]>;
  private readonly answer: NonNullable<Options['answer']>;
  private readonly onEvent: NonNullable<Options['onEvent']>;

  constructor(
    private readonly group: AlertGroup,
    options: Options = {},
  ) {
    this.policy = options.policy ?? guide;
    this.people = options.people ?? PEOPLE;
    this.answer = options.answer ?? (() => undefined);
    this.onEvent = options.onEvent ?? (() => undefined);
    const { name, version } = this.policy;
    this.incident = openIncident(this.policy, {
      id: 'release-manager-7f3k2a9q-x4tm',
      address: 'release-manager-7f3k2a9q',
      policy: { name, version, hash: 'test', speed: 1 },
      at: START,
      by: { alerts: group },
    });
    const { drill } = options;
    if (drill !== undefined) this.incident = { ...this.incident, drill, title: drillTitle(this.incident.title) };
    this.settle();
  }

  /** Lets the clock run to `ms` after the start, stopping wherever the plan wants to be asked again. */
  until(ms: number): this {
    for (;;) {
      const { wakeAt } = plan(this.policy, this.incident, this.now);
      if (wakeAt === undefined || wakeAt > START + ms) break;
      this.now = wakeAt;
      this.settle();
    }
    this.now = START + ms;
    this.settle();
    return this;
  }

  /** As `until`, but nothing of ours ran meanwhile: the plan is asked again only at the end. */
  deadUntil(ms: number): this {
    this.now = START + ms;
    this.settle();
    return this;
  }

  /** Somebody acts now; a refused act fails the test with its reason. */
  does(by: PersonId, deed: Deed, more: Partial<Actor> = {}): this {
    const act = this.actOf(by, deed, more);
    const refusal = refuse(this.policy, this.incident, act);
    if (refusal !== undefined) throw new Error(`refused: ${refusal.text}`);
    this.happens({ type: 'acted', act, at: this.now });
    return this;
  }

  refusal(by: PersonId, deed: Deed, more: Partial<Actor> = {}): string | undefined {
    return refuse(this.policy, this.incident, this.actOf(by, deed, more))?.text;
  }

  private actOf(by: PersonId, deed: Deed, more: Partial<Actor>): Act {
    this.acts += 1;
    const who = { actId: `act-${this.acts}`, incidentId: this.incident.id, by, roles: this.people[by] ?? [] };
    return { ...actor(who), ...more, ...deed };
  }

  alerts(group: AlertGroup): this {
    this.happens({ type: 'alerts-arrived', group, at: this.now });
    return this;
  }

  /** Every alert that opened the incident has cleared. */
  clears(): this {
    const alerts = this.group.alerts.map((alert) => ({ ...alert, firing: false }));
    return this.alerts({ ...this.group, alerts });
  }

  probes(readings: Readings['readings'], unread: Readings['unread'] = {}): this {
    this.happens({ type: 'watch-reported', report: { of: 'probes', readings, unread }, at: this.now });
    return this;
  }

  rollbackSeen(healthy: boolean, text = 'seen'): this {
    this.happens({ type: 'watch-reported', report: { of: 'rollback', healthy, text }, at: this.now });
    return this;
  }

  /** Something that is watched has changed. */
  reports(report: WatchReport): this {
    this.happens({ type: 'watch-reported', report, at: this.now });
    return this;
  }

  watches(): Watch[] {
    return plan(this.policy, this.incident, this.now).watches;
  }

  obligation(id: string): Incident['obligations'][string] | undefined {
    return this.incident.obligations[id];
  }

  /** The incident that this one was merged into has its alerts. */
  handedOver(): this {
    this.happens({ type: 'handed-over', at: this.now });
    return this;
  }

  /** The other incident had already ended, so this one goes on. */
  mergeFails(): this {
    this.happens({ type: 'merge-failed', at: this.now });
    return this;
  }

  /** An effect is under way, until `ends`. */
  starts(effect: Effect): this {
    this.happens({ type: 'effect-started', effect, at: this.now });
    return this;
  }

  ends(effect: Effect): this {
    this.happens({ type: 'effect-done', effect, outcome: usualOutcome(effect, this.people, this.now), at: this.now });
    return this;
  }

  /** The history has become long: a new one continues, and what was under way no longer is. */
  continues(): this {
    this.incident = compact(this.policy, this.incident);
    this.settle();
    return this;
  }

  /** What went out, as `5m page cleo`, filtered by kinds. */
  told(...kinds: string[]): string[] {
    return this.sent
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ after, kind, to }) => `${after} ${kind} ${to.join('+')}`);
  }

  /** When something with this key, or of this stem, went out: `5m page:P1:30m:cto:1`. */
  keys(stem: string): string[] {
    return this.sent
      .flatMap(({ after, key, also = [] }) => [key, ...also].map((one) => ({ after, key: one })))
      .filter(({ key }) => key.startsWith(stem))
      .map(({ after, key }) => `${after} ${key}`);
  }

  /** The attempts of an effect, as times. */
  attempts(key: string): string[] {
    return this.tried.filter((line) => line.endsWith(` ${key}`)).map((line) => line.split(' ')[0] ?? '');
  }

  /** Every time that this person's phone rang, by whatever page. */
  ringsOf(person: PersonId): Sent[] {
    return this.sent
      .filter(({ kind, to, isPage }) => isPage === true && kind !== 'notice' && to[0] === person)
      .filter(({ kind }) => kind !== 'withdrawal');
  }

  /** The last text that went out under a key of this stem. */
  text(stem: string): string {
    return this.sent.findLast(({ key }) => key.startsWith(stem))?.text ?? '';
  }

  /** When this person was paged. */
  pagesOf(person: PersonId): string[] {
    return this.sent
      .filter(({ kind, to }) => (kind === 'page' || kind === 'brief') && to.includes(person))
      .filter(({ key }) => key.startsWith('page:'))
      .map(({ after }) => after);
  }

  private happens(event: IncidentEvent): void {
    this.becomes(event);
    this.settle();
  }

  private becomes(event: IncidentEvent): void {
    const before = this.incident;
    this.incident = evolve(this.policy, before, event);
    this.onEvent(before, event, this.incident);
  }

  private settle(): void {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 200) throw new Error('the plan never comes to rest');
      const { due } = plan(this.policy, this.incident, this.now);
      if (due.length === 0) return;
      for (const effect of due) this.carryOut(effect);
    }
  }

  private carryOut(effect: Effect): void {
    const at = this.now;
    if (!isInternal(effect)) for (const key of keysOf(effect)) this.tried.push(`${asTime(at - START)} ${key}`);
    this.becomes({ type: 'effect-started', effect, at });
    if (isInternal(effect)) return;
    const outcome = this.answer(effect, at) ?? usualOutcome(effect, this.people, at);
    if (outcome === 'silent') return;
    if (outcome instanceof Error) {
      const { tries } = outcome as Error & Pick<Failure, 'tries'>;
      const failure = { reason: outcome.message, unclear: outcome.name === 'Unclear', ...(tries && { tries }) };
      this.becomes({ type: 'effect-failed', effect, failure, at });
      return;
    }
    this.log(effect);
    this.becomes({ type: 'effect-done', effect, outcome, at });
  }

  private log(effect: Effect): void {
    const atMs = this.now - START;
    const line = { after: asTime(atMs), atMs, key: effect.key };
    if (effect.do === 'page') {
      const { text } = composePage(this.policy, this.incident, effect, this.now);
      const also = (effect.also ?? []).map(({ key }) => key);
      this.sent.push({
        ...line,
        isPage: true,
        ...(also.length > 0 && { also }),
        kind: effect.kind,
        to: [effect.to],
        text,
      });
    } else if (effect.do === 'post') {
      const { text } = composePost(this.policy, this.incident, effect.message, this.now);
      this.sent.push({ ...line, kind: kindOf(effect.message), to: effect.toPeople ?? [effect.port], text });
    } else if (effect.do === 'open-bridge' || effect.do === 'create-ticket' || effect.do === 'execute-rollback')
      this.sent.push({ ...line, kind: effect.do, to: [], text: '' });
  }
}

/** An incident of the given severity by an alert that says so. */
export const incidentOf = (severity: Severity, options: Options = {}): VirtualIncident =>
  new VirtualIncident(groupOf(alertOf({ severity, service: 'release-manager' })), options);
