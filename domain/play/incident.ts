/** How does one incident run on a clock that jumps, where everything that goes out arrives at once? */
import type { Policy, Severity } from '../../policy/schema';
import { evolve } from '../evolve';
import { openIncident } from '../open';
import { plan } from '../plan';
import type { Deed } from '../state/acts';
import { compact } from '../state/carry-over';
import { type Effect, isInternal } from '../state/effects';
import type { EffectOutcome, IncidentEvent } from '../state/events';
import { type Incident, isOpen } from '../state/incident';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { titleOf } from '../text/format';

/** Somebody was told something, by page or by notice. Times count from the start. */
export interface PlayedCall {
  afterMs: number;
  /** Each role is played by one person of its name. */
  to: PersonId;
  kind: 'page' | 'notice' | 'brief';
}

/** A message for everybody of a channel or a mailing list. */
export interface PlayedPost {
  afterMs: number;
  port: 'chat' | 'mail';
  message: Extract<Effect, { do: 'post' }>['message'];
}

export interface Opened {
  severity: Severity;
  startsAt: Instant;
  /** When the next business day ends. */
  businessDayEndsAt: Instant;
}

/** Longer histories are made short, as a workflow does. */
const COMPACTED_AFTER = 500;

/** More than any plan asks for at one instant. */
const MOST_ROUNDS = 200;

/** One incident in which nothing fails and nobody acts but by `does`. */
export class PlayedIncident {
  readonly calls: PlayedCall[] = [];
  readonly posts: PlayedPost[] = [];
  incident: Incident;
  private now: Instant;
  private acts = 0;
  private events = 0;

  constructor(
    private readonly policy: Policy,
    private readonly opened: Opened,
  ) {
    this.now = opened.startsAt;
    const { name: service = 'service', title: serviceTitle = service } = policy.services[0] ?? {};
    this.incident = openIncident(policy, {
      id: 'play',
      address: 'play',
      policy: { name: policy.name, version: policy.version, hash: '', speed: 1 },
      at: this.now,
      by: {
        declaration: {
          eventId: 'play',
          by: 'play',
          byName: 'policy check',
          service,
          serviceTitle,
          serviceUnknown: false,
          title: 'a play',
          severity: opened.severity,
          facts: {},
        },
      },
    });
    this.settle();
  }

  /** Lets the clock run to `ms` after the start, or until `isEnough`. */
  until(ms: number, isEnough: () => boolean = () => false): this {
    const end = this.opened.startsAt + ms;
    while (!isEnough()) {
      const { wakeAt } = plan(this.policy, this.incident, this.now);
      if (wakeAt === undefined || wakeAt > end) break;
      this.now = wakeAt;
      this.settle();
    }
    if (!isEnough()) this.now = Math.max(this.now, end);
    this.settle();
    return this;
  }

  get afterMs(): number {
    return this.now - this.opened.startsAt;
  }

  /** Another alert says that it is this bad; nobody who raises it has answered by that. */
  hears(severity: Severity): this {
    const { service, serviceTitle, serviceUnknown } = this.incident;
    const labels = Object.fromEntries(this.policy.classification.explicit.labels.map((label) => [label, severity]));
    const alert = { source: 'play', fingerprint: severity, title: 'a play', description: '', annotations: {} };
    const alerts = [{ ...alert, labels, firing: true, startsAt: this.now }];
    this.happens({
      type: 'alerts-arrived',
      group: { groupKey: 'play', service, serviceTitle, serviceUnknown, alerts },
      at: this.now,
    });
    this.settle();
    return this;
  }

  /** Whoever holds the role of this name acts; a person's way in would ask first whether they may. */
  does(role: Role, deed: Deed): this {
    this.acts += 1;
    const who = { by: role, byName: titleOf(this.policy, role), roles: [role], access: 'approver' as const };
    const act = { actId: `act-${this.acts}`, incidentId: this.incident.id, via: 'play', ...who, ...deed };
    this.happens({ type: 'acted', act, at: this.now });
    this.settle();
    return this;
  }

  private settle(): void {
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      const { due } = plan(this.policy, this.incident, this.now);
      if (due.length === 0) break;
      for (const effect of due) this.carryOut(effect);
    }
    if (this.events < COMPACTED_AFTER || !isOpen(this.incident)) return;
    this.incident = compact(this.policy, this.incident);
    this.events = 0;
  }

  private carryOut(effect: Effect): void {
    this.happens({ type: 'effect-started', effect, at: this.now });
    if (isInternal(effect)) return;
    this.note(effect);
    this.happens({ type: 'effect-done', effect, outcome: this.outcome(effect), at: this.now });
  }

  private note(effect: Effect): void {
    const { afterMs } = this;
    if (effect.do === 'page' && effect.kind !== 'withdrawal')
      this.calls.push({ afterMs, to: effect.to, kind: effect.kind });
    if (effect.do !== 'post') return;
    const { message, port, toPeople } = effect;
    if (toPeople === undefined) this.posts.push({ afterMs, port, message });
    else if (message === 'brief') for (const to of toPeople) this.calls.push({ afterMs, to, kind: 'brief' });
  }

  private happens(event: IncidentEvent): void {
    this.events += 1;
    this.incident = evolve(this.policy, this.incident, event);
  }

  private outcome(effect: Effect): EffectOutcome {
    const at = this.now;
    switch (effect.do) {
      case 'find-people':
      case 'find-holders': {
        // No directory gives anybody the role of the lead: who leads is known from the incident.
        const roles = effect.roles.filter((role) => role !== 'lead');
        const people = roles.map((role) => ({
          id: role,
          name: titleOf(this.policy, role),
          roles: [role],
          asked: [role],
        }));
        return { of: 'people', people, missing: effect.roles.filter((role) => role === 'lead'), problems: [] };
      }
      case 'investigate':
        return { of: 'finding', finding: { title: effect.step, state: 'done', text: '', at } };
      case 'rehearse-rollback':
        return { of: 'rehearsed', from: 'this version', to: 'the version before', text: '', byHand: true };
      case 'find-stable':
        return {
          of: 'readings',
          readings: Object.fromEntries(effect.probes.map((probe) => [probe, { passed: true, evidence: '' }])),
          unread: {},
        };
      case 'read-versions':
        return { of: 'versions', versions: { running: 'this version', target: 'the version before', kept: [] } };
      case 'read-back-rollback':
        return { of: 'read-back', current: effect.to ?? '' };
      case 'find-business-day':
        return { of: 'business-day', endsAt: this.opened.businessDayEndsAt };
      case 'find-slot':
        return { of: 'slot', startsAt: effect.soonBy, inBusinessHours: true };
      case 'find-previous':
        return { of: 'previous' };
      case 'open-bridge':
        return { of: 'delivered', reference: effect.key, url: 'https://bridge.invalid' };
      default:
        return { of: 'delivered', reference: effect.key };
    }
  }
}
