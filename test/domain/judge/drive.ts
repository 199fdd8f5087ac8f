/** How does a story go on the virtual clock, and what is its log? The only file of the judge that knows the core. */
import { refuse } from '../../../domain/acts/refuse';
import { evolve } from '../../../domain/evolve';
import { composePage } from '../../../domain/messages/page';
import { openIncident } from '../../../domain/open';
import { plan } from '../../../domain/plan';
import type { Act } from '../../../domain/state/acts';
import type { Alert } from '../../../domain/state/alert';
import { type Effect, isInternal } from '../../../domain/state/effects';
import type { EffectOutcome, IncidentEvent } from '../../../domain/state/events';
import type { Incident } from '../../../domain/state/incident';
import type { Obligation } from '../../../domain/state/obligation';
import type { Instant, PersonId, Role } from '../../../domain/state/vocabulary';
import { actor } from '../../support/actor';
import { MINUTE, START } from '../../support/times';
import { usualOutcome } from '../../support/usual-outcomes';
import { alertOf, groupOf, guide, PEOPLE } from '../../support/virtual-clock';
import type { Entry, Log } from './log';
import type { Happening, Story } from './story';

type Alerts = Extract<Happening, { alerts: unknown }>['alerts'];

/** How long a rollout takes in these stories. */
const ROLLOUT = 2 * MINUTE;

class Drive {
  readonly entries: Entry[] = [];
  private now: Instant = START;
  private incident: Incident;
  private holders: Record<PersonId, Role[]> = PEOPLE;
  private world: Record<string, boolean | null> = {};
  private rollbacks: 'heal' | 'fail' | 'hang' = 'heal';
  private broken: { keys: RegExp; unclear: boolean } | undefined;
  /** When the rollout that is watched will be seen to end. */
  private rollout: { key: string; endsAt: Instant } | undefined;
  private acts = 0;

  constructor({ opens }: Story) {
    const first = { name: 'first', firing: true, ...(opens !== 'none' && { severity: opens }) };
    this.incident = openIncident(guide, {
      id: 'release-manager-7f3k2a9q-x4tm',
      address: 'release-manager-7f3k2a9q',
      policy: { name: guide.name, version: guide.version, hash: 'test', speed: 1 },
      at: START,
      by: { alerts: groupOf(this.alert(first)) },
    });
    this.logs({ is: 'directory', holders: this.holders });
    this.logs({ is: 'opened', severity: this.incident.severity, unclassified: this.incident.unclassified });
    this.logsChanges(undefined, this.incident);
    this.settle();
  }

  happens(one: Happening): void {
    if ('does' in one) this.act(one);
    else if ('alerts' in one) this.alerts(one.alerts);
    else if ('world' in one) Object.assign(this.world, one.world);
    else if ('rollbacks' in one) this.rollbacks = one.rollbacks;
    else if ('role' in one) this.assign(one);
    else if ('breaks' in one) {
      this.broken = one.breaks === '' ? undefined : { keys: new RegExp(one.breaks), unclear: one.unclear === true };
      this.logs({ is: 'broken', keys: one.breaks });
    } else if ('down' in one) {
      this.logs({ is: 'down', until: one.down });
      this.now = START + one.down;
    } else this.joins(one.joins);
    this.settle();
  }

  /** Lets the clock run. */
  runsUntil(until: Instant): void {
    for (;;) {
      const { wakeAt } = plan(guide, this.incident, this.now);
      if (wakeAt !== undefined && wakeAt <= this.now) {
        this.logs({ is: 'fault', what: `the plan wants to be woken at ${wakeAt - START}` });
        return;
      }
      const next = Math.min(wakeAt ?? Infinity, this.rollout?.endsAt ?? Infinity);
      if (next > until) break;
      this.now = next;
      this.settle();
    }
    this.now = Math.max(this.now, until);
  }

  private alert({ name, severity, firing }: Alerts[number]): Alert {
    const labels = { alertname: name, ...(severity !== undefined && { severity }) };
    const alert = { ...alertOf(labels, { summary: 'odd' }), fingerprint: name, firing };
    return firing ? { ...alert, startsAt: this.now } : { ...alert, startsAt: START, endsAt: this.now };
  }

  private act({ by, does }: Extract<Happening, { does: unknown }>): void {
    const roles = this.holders[by];
    // Nobody of that name: what a guest may do is no question of the judge's.
    if (roles === undefined) return;
    this.acts += 1;
    const who = actor({ actId: `act-${this.acts}`, incidentId: this.incident.id, by, roles, access: 'approver' });
    const act: Act = { ...who, ...does };
    const why = refuse(guide, this.incident, act);
    if (why !== undefined) {
      this.logs({ is: 'refused', by, deed: does, why: why.text });
      return;
    }
    this.logs({ is: 'act', by, roles, deed: does });
    this.becomes({ type: 'acted', act, at: this.now }, by);
    if (does.do === 'merge') this.becomes({ type: 'handed-over', at: this.now });
  }

  private alerts(alerts: Alerts): void {
    for (const alert of alerts) this.logs({ is: 'alert', ...alert });
    const group = groupOf(...alerts.map((one) => this.alert(one)));
    this.becomes({ type: 'alerts-arrived', group, at: this.now });
  }

  private assign({ role, holders }: { role: Role; holders: PersonId[] }): void {
    const people = new Set([...Object.keys(this.holders), ...holders]);
    const rolesOf = (person: PersonId): Role[] => {
      const others = (this.holders[person] ?? []).filter((other) => other !== role);
      return holders.includes(person) ? [...others, role] : others;
    };
    this.holders = Object.fromEntries([...people].map((person) => [person, rolesOf(person)]));
    this.logs({ is: 'directory', holders: this.holders });
  }

  private joins(severity: (typeof this.incident)['severity']): void {
    this.acts += 1;
    const alerts = { other: { title: 'odd too', severity, firing: true, at: this.now } };
    const from = { id: 'other-11111111-1111', address: 'other-11111111', title: 'Other' };
    const { service, serviceTitle, serviceUnknown } = this.incident;
    const of = { service, serviceTitle, serviceUnknown };
    const joining = {
      eventId: `join-${this.acts}`,
      from,
      ...of,
      severity,
      unclassified: false,
      by: 'otto',
      byName: 'otto',
      reason: 'same',
      since: this.now,
      there: [],
      alerts,
    };
    this.logs({ is: 'joined-by', severity });
    this.becomes({ type: 'joined-by', joining, at: this.now });
  }

  private settle(): void {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 200) {
        this.logs({ is: 'fault', what: 'the plan never comes to rest' });
        return;
      }
      const { due, watches } = plan(guide, this.incident, this.now);
      for (const effect of due) this.carriesOut(effect);
      if (due.length === 0 && !this.watched(watches)) return;
    }
  }

  /** Reports what is watched and has changed; whether there was anything. */
  private watched(watches: ReturnType<typeof plan>['watches']): boolean {
    const rollback = watches.find((one) => one.watch === 'rollback');
    if (rollback === undefined) this.rollout = undefined;
    else if (this.rollout?.key !== rollback.key) {
      const endsAt = this.rollbacks === 'hang' ? rollback.untilAt : Math.min(this.now + ROLLOUT, rollback.untilAt);
      this.rollout = { key: rollback.key, endsAt: Math.max(this.now, endsAt) };
    }
    if (this.rollout !== undefined && this.rollout.endsAt <= this.now) {
      const healthy = this.rollbacks === 'heal';
      this.rollout = undefined;
      this.logs({ is: 'rollback-seen', healthy });
      this.becomes({ type: 'watch-reported', report: { of: 'rollback', healthy, text: 'seen' }, at: this.now });
      return true;
    }
    const probes = watches.flatMap((one) => (one.watch === 'probes' ? one.probes : []));
    const read = probes.flatMap((probe) => {
      const passed = this.world[probe] === undefined ? true : this.world[probe];
      return passed === null ? [] : [[probe, passed] as const];
    });
    const isNews =
      read.some(([probe, passed]) => this.incident.probes[probe]?.passed !== passed) ||
      probes.some((probe) => this.world[probe] === null && this.incident.unread[probe] === undefined);
    if (!isNews) return false;
    const readings = Object.fromEntries(read.map(([probe, passed]) => [probe, { passed, evidence: 'seen' }]));
    this.logs({ is: 'reading', readings: Object.fromEntries(read) });
    this.becomes({
      type: 'watch-reported',
      report: { of: 'probes', readings, unread: this.unread(probes) },
      at: this.now,
    });
    return true;
  }

  private carriesOut(effect: Effect): void {
    const at = this.now;
    this.becomes({ type: 'effect-started', effect, at });
    if (isInternal(effect)) return;
    const isBroken = this.broken?.keys.test(effect.key) === true;
    this.logs(this.entryOf(effect, !isBroken));
    if (isBroken) {
      const failure = { reason: 'broken', unclear: this.broken?.unclear === true };
      this.becomes({ type: 'effect-failed', effect, failure, at });
    } else this.becomes({ type: 'effect-done', effect, outcome: this.outcomeOf(effect), at });
  }

  private outcomeOf(effect: Effect): EffectOutcome {
    if (effect.do !== 'find-stable') return usualOutcome(effect, this.holders, this.now);
    const read = effect.probes.filter((probe) => this.world[probe] !== null);
    const readings = Object.fromEntries(
      read.map((probe) => [probe, { passed: this.world[probe] ?? true, evidence: 'seen' }]),
    );
    this.logs({ is: 'reading', readings: Object.fromEntries(read.map((probe) => [probe, this.world[probe] ?? true])) });
    return { of: 'readings', readings, unread: this.unread(effect.probes) };
  }

  private unread(probes: string[]): Record<string, string> {
    const broken = probes.filter((probe) => this.world[probe] === null);
    return Object.fromEntries(broken.map((probe) => [probe, 'no connection']));
  }

  private entryOf(effect: Effect, through: boolean): NewEntry {
    const { key } = effect;
    // A page that goes on by another way is the same ring.
    if (effect.do === 'page' && effect.of === undefined) {
      const { to, kind, reason, also = [] } = effect;
      const because = [reason, ...also.map((ring) => ring.reason)];
      if (kind === 'page' || kind === 'brief') return { is: 'ring', key, to, because, through };
      const { text } = composePage(guide, this.incident, effect, this.now);
      return { is: kind, key, to, text, through };
    }
    if (effect.do === 'post')
      return { is: 'post', key, message: effect.message, to: effect.toPeople ?? [], port: effect.port, through };
    return { is: 'done', key, what: effect.do, through };
  }

  private becomes(event: IncidentEvent, by?: PersonId): void {
    const before = this.incident;
    this.incident = evolve(guide, before, event);
    this.logsChanges(before, this.incident, by);
  }

  private logsChanges(before: Incident | undefined, after: Incident, by?: PersonId): void {
    const who = by === undefined ? {} : { by };
    if (before !== undefined && before.severity !== after.severity)
      this.logs({ is: 'severity', from: before.severity, to: after.severity, ...who });
    if (before !== undefined && before.status !== after.status)
      this.logs({ is: 'status', from: before.status, to: after.status, ...who });
    if (before?.lead !== after.lead) this.logs({ is: 'lead', ...(after.lead !== undefined && { to: after.lead }) });
    if (after.stableAt !== undefined && before?.stableAt !== after.stableAt) this.logs({ is: 'stable' });
    this.logsDecision(before, after);
    const { rollback } = after;
    if (rollback !== undefined && rollback.phase !== before?.rollback?.phase)
      this.logs({ is: 'rollback-phase', decision: rollback.decision, phase: rollback.phase });
    for (const id of Object.keys(before?.obligations ?? {}))
      if (after.obligations[id] === undefined) this.logs({ is: 'duty-gone', id });
    for (const [id, duty] of Object.entries(after.obligations)) {
      const { owner, state, dueAt, doneAt, lateByMs, because } = duty;
      if (isSame(before?.obligations[id], duty)) continue;
      this.logs({
        ...{ is: 'duty', id, owner, state },
        ...(dueAt !== undefined && { dueAt: dueAt - START }),
        ...(doneAt !== undefined && { doneAt: doneAt - START }),
        ...(lateByMs !== undefined && { lateByMs }),
        ...(because !== undefined && { because }),
      });
    }
  }

  private logsDecision(before: Incident | undefined, { decision }: Incident): void {
    if (decision === before?.decision) return;
    if (decision === undefined) {
      this.logs({ is: 'no-decision' });
      return;
    }
    const { number, dueAt, made, missedAt } = decision;
    const how = { ...(made !== undefined && { made: made.choice }), missed: missedAt !== undefined };
    this.logs({ is: 'decision', number, dueAt: dueAt - START, ...how });
  }

  private logs(entry: NewEntry): void {
    this.entries.push({ at: this.now - START, ...entry });
  }
}

const isSame = (one: Obligation | undefined, other: Obligation): boolean =>
  one !== undefined && one.state === other.state && one.dueAt === other.dueAt && one.doneAt === other.doneAt;

type WithoutTime<Each> = Each extends Entry ? Omit<Each, 'at'> : never;
type NewEntry = WithoutTime<Entry>;

/** Plays a story from its first alert to its last minute. */
export function driven(story: Story): Log {
  const drive = new Drive(story);
  for (const one of story.happenings) {
    drive.runsUntil(START + one.at);
    drive.happens(one);
  }
  drive.runsUntil(START + story.until);
  return { entries: drive.entries, until: story.until };
}
