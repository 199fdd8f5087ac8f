/** How does an incident go through random steps, with the clock and the vendors in the test's hands? */
import { refuse } from '../../domain/acts/refuse';
import { overtakenAmong } from '../../domain/effects/supersede';
import { evolve } from '../../domain/evolve';
import { openIncident } from '../../domain/open';
import { plan } from '../../domain/plan';
import type { Act } from '../../domain/state/acts';
import { type Effect, isInternal, isMessage } from '../../domain/state/effects';
import type { IncidentEvent, EffectOutcome, Way } from '../../domain/state/events';
import type { Incident } from '../../domain/state/incident';
import type { Instant } from '../../domain/state/vocabulary';
import type { Severity } from '../../policy/schema';
import { actor } from './actor';
import type { Step } from './random-steps';
import { allPassed } from './usual-outcomes';
import { HOUR, START } from './times';
import { alertOf, groupOf, guide, PEOPLE } from './virtual-clock';

/** Freezes what is not frozen yet: code that changes its input after this throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}

export const cloned = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

interface Hooks {
  /** Freezes every state, event and plan before it is used. */
  frozen?: boolean;
  /** Sees every change of the state. */
  changed?: (before: Incident, after: Incident, event: IncidentEvent, now: Instant) => void;
  /** What stands in for the state after each step: a restarted worker, a new history. */
  restarted?: (incident: Incident) => Incident;
}

/** One incident that random steps happen to. */
export class RandomIncident {
  /** Keys of the effects that succeeded, in their order, with the time. */
  readonly succeeded: string[] = [];
  incident: Incident;
  now: Instant = START;
  private acts = 0;
  private broken = { keys: /^never$/, unclear: false };
  private slow = false;
  private underWay: Effect[] = [];

  constructor(
    severity: Severity,
    private readonly hooks: Hooks = {},
  ) {
    this.incident = this.given(
      openIncident(guide, {
        id: 'release-manager-7f3k2a9q-x4tm',
        address: 'release-manager-7f3k2a9q',
        policy: { name: guide.name, version: guide.version, hash: 'test', speed: 1 },
        at: START,
        by: { alerts: groupOf(alertOf({ severity })) },
      }),
    );
    this.settle();
  }

  take(step: Step): void {
    switch (step.step) {
      case 'wait':
        this.runUntil(this.now + step.ms);
        break;
      case 'outage':
        this.now += step.ms;
        break;
      case 'act':
        this.act(step);
        break;
      case 'alert': {
        const { fingerprint, severity, firing } = step;
        const alert = { ...alertOf({ severity }, { summary: 'odd' }), fingerprint, firing };
        this.happens({ type: 'alerts-arrived', group: groupOf(alert), at: this.now });
        break;
      }
      case 'probes': {
        const readings = Object.entries(step.readings).map(([probe, passed]) => [probe, { passed, evidence: 'seen' }]);
        const report = {
          of: 'probes' as const,
          readings: Object.fromEntries(readings) as Record<string, { passed: boolean; evidence: string }>,
          unread: {},
        };
        this.happens({ type: 'watch-reported', report, at: this.now });
        break;
      }
      case 'rollback':
        this.happens({
          type: 'watch-reported',
          report: { of: 'rollback', healthy: step.healthy, text: 'seen' },
          at: this.now,
        });
        break;
      case 'delivery': {
        const [watch] = plan(guide, this.incident, this.now).watches.filter((one) => one.watch === 'delivery');
        if (watch === undefined) break;
        const { page, reference } = watch;
        const report = { of: 'delivery', page, reference, state: step.state, said: step.state } as const;
        this.happens({ type: 'watch-reported', report, at: this.now });
        break;
      }
      case 'call-off': {
        const messages = this.underWay.filter(isMessage).map(({ key }) => key);
        const gone = new Set(overtakenAmong(guide, this.incident, messages, this.now));
        const calledOff = this.underWay.filter(({ key }) => gone.has(key));
        this.underWay = this.underWay.filter(({ key }) => !gone.has(key));
        for (const effect of calledOff) this.happens({ type: 'effect-overtaken', effect, at: this.now });
        break;
      }
      case 'break':
        this.broken = { keys: new RegExp(step.keys), unclear: step.unclear };
        break;
      case 'slow':
        this.slow = step.slow;
        if (!step.slow) this.underWay.splice(0).forEach((effect) => this.finish(effect));
        break;
      case 'answer': {
        const [effect] = this.underWay.splice(step.nth % Math.max(1, this.underWay.length), 1);
        if (effect !== undefined) this.finish(effect);
        break;
      }
    }
    this.settle();
    if (this.hooks.restarted !== undefined) this.incident = this.given(this.hooks.restarted(this.incident));
  }

  private given<T>(value: T): T {
    return this.hooks.frozen === true ? deepFreeze(value) : value;
  }

  private act({ by, deed, again }: Extract<Step, { step: 'act' }>): void {
    if (!again || this.acts === 0) this.acts += 1;
    const who = actor({ actId: `act-${this.acts}`, incidentId: this.incident.id, by, roles: PEOPLE[by] ?? [] });
    const act: Act = { ...who, ...deed };
    if (refuse(guide, this.incident, act) === undefined) this.happens({ type: 'acted', act, at: this.now });
  }

  private runUntil(until: Instant): void {
    for (;;) {
      const { wakeAt } = plan(guide, this.incident, this.now);
      if (wakeAt === undefined || wakeAt > until) break;
      if (wakeAt <= this.now) throw new Error(`woken at ${wakeAt}, which is not after ${this.now}`);
      this.now = wakeAt;
      this.settle();
    }
    this.now = until;
  }

  private settle(): void {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 200) throw new Error('the plan never comes to rest');
      const { due } = this.given(plan(guide, this.incident, this.now));
      if (due.length === 0) return;
      for (const effect of due) this.start(effect);
    }
  }

  private start(effect: Effect): void {
    this.happens({ type: 'effect-started', effect, at: this.now });
    if (isInternal(effect)) return;
    if (this.slow) this.underWay.push(effect);
    else this.finish(effect);
  }

  private finish(effect: Effect): void {
    const at = this.now;
    if (this.broken.keys.test(effect.key)) {
      const failure = { reason: 'broken', unclear: this.broken.unclear };
      this.happens({ type: 'effect-failed', effect, failure, at });
      return;
    }
    this.succeeded.push(`${at - START} ${effect.key}`);
    this.happens({ type: 'effect-done', effect, outcome: this.given(outcomeOf(effect, at)), at });
  }

  private happens(event: IncidentEvent): void {
    const before = this.incident;
    this.incident = this.given(evolve(guide, before, this.given(event)));
    this.hooks.changed?.(before, this.incident, event, this.now);
  }
}

function outcomeOf(effect: Effect, at: Instant): EffectOutcome {
  switch (effect.do) {
    case 'find-people':
    case 'find-holders': {
      const people = Object.entries(PEOPLE)
        .map(([id, roles]) => ({ id, name: id, roles, asked: effect.roles.filter((role) => roles.includes(role)) }))
        .filter(({ asked }) => asked.length > 0);
      return { of: 'people', people, missing: [], problems: [] };
    }
    case 'investigate':
      return { of: 'finding', finding: { title: effect.step, state: 'done', text: 'none', at } };
    case 'rehearse-rollback':
      return { of: 'rehearsed', from: 'v2', to: effect.to ?? 'v1', text: 'would go back', byHand: false };
    case 'find-stable':
      return { of: 'readings', readings: allPassed(effect.probes), unread: {} };
    case 'read-versions':
      return { of: 'versions', versions: { running: 'v2', target: 'v1', kept: ['v1'] } };
    case 'read-back-rollback':
      return { of: 'read-back', current: effect.decision % 2 === 0 ? 'v1' : 'v2' };
    case 'find-business-day':
      return { of: 'business-day', endsAt: START + 26 * HOUR };
    case 'find-previous':
      return { of: 'previous' };
    case 'page':
      return { of: 'delivered', reference: effect.key, tries: [waySent(effect)] };
    default:
      return { of: 'delivered', reference: effect.key };
  }
}

/** Every other page is sent by a channel whose vendor reports on it later. */
const waySent = ({ key }: Effect): Way =>
  key.length % 2 === 0 ? { channel: 'Slack', outcome: 'sent' } : { channel: 'SMS', outcome: 'sent', reference: key };
