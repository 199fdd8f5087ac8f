/** How does a post-mortem run on a clock that jumps, with the domain alone? */
import type { PostMortemAct, PostMortemDeed } from '../../domain/post-mortem/acts';
import {
  postMortemEffectDone,
  postMortemEffectFailed,
  postMortemEffectStarted,
} from '../../domain/post-mortem/effect-results';
import type { PostMortemEffect, PostMortemOutcome } from '../../domain/post-mortem/effects';
import { postMortemActed } from '../../domain/post-mortem/evolve';
import { planPostMortem } from '../../domain/post-mortem/plan';
import { refusePostMortem } from '../../domain/post-mortem/refuse';
import { isSettled, openPostMortem, type PostMortem } from '../../domain/post-mortem/state';
import type { PersonId, Role } from '../../domain/state/vocabulary';
import type { Policy } from '../../policy/schema';
import { asTime, HOUR, START } from './times';
import { guide, incidentOf, PEOPLE } from './virtual-clock';

/** Monday 2024-01-15 15:30 UTC: the incident of these tests is resolved. */
export const RESOLVED = START + HOUR;

interface Options {
  policy?: Policy;
  people?: Record<PersonId, Role[]>;
  /** When a meeting can be had, counted from the resolution. */
  slotAfter?: number;
  inBusinessHours?: boolean;
  answer?: (effect: PostMortemEffect, after: number) => PostMortemOutcome | Error | undefined;
}

const calendarOf = (id: PersonId) => ({ name: id, address: `${id}@example.com` });

/** The time after a P2 that was resolved at `RESOLVED`, on a clock that jumps from one due instant to the next. */
export class VirtualPostMortem {
  /** What went out, as `47h remind reminder:0:1h otto+vera`; roles are in brackets. */
  readonly sent: { after: string; key: string; line: string; text: string }[] = [];
  state: PostMortem;
  now = RESOLVED;
  private acts = 0;
  private readonly policy: Policy;

  constructor(private readonly options: Options = {}) {
    this.policy = options.policy ?? guide;
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).until(HOUR);
    incident.does('otto', { do: 'resolve', resolution: 'rolled back', override: 'seen' });
    this.state = openPostMortem(this.policy, incident.incident, RESOLVED);
    this.settle();
  }

  /** Lets the clock run to `ms` after the resolution. */
  until(ms: number): this {
    for (;;) {
      const { wakeAt } = planPostMortem(this.policy, this.state, this.now);
      if (wakeAt === undefined || wakeAt > RESOLVED + ms) break;
      this.now = wakeAt;
      this.settle();
    }
    return this.deadUntil(ms);
  }

  /** As `until`, but nothing of ours ran meanwhile. */
  deadUntil(ms: number): this {
    this.now = RESOLVED + ms;
    this.settle();
    return this;
  }

  does(by: PersonId, deed: PostMortemDeed, actId?: string): this {
    const act = this.actOf(by, deed, actId);
    const refusal = refusePostMortem(this.policy, this.state, act, this.now);
    if (refusal !== undefined) throw new Error(`refused: ${refusal.text}`);
    this.state = postMortemActed(this.policy, this.state, act, this.now);
    this.settle();
    return this;
  }

  refusal(by: PersonId, deed: PostMortemDeed): string | undefined {
    return refusePostMortem(this.policy, this.state, this.actOf(by, deed), this.now)?.text;
  }

  /** When things of this stem went out. */
  times(stem: string): string[] {
    return this.sent.filter(({ key }) => key.startsWith(stem)).map(({ after }) => after);
  }

  lines(stem: string): string[] {
    return this.sent.filter(({ key }) => key.startsWith(stem)).map(({ line }) => line);
  }

  obligation(id: string): PostMortem['obligations'][string] | undefined {
    return this.state.obligations[id];
  }

  get isSettled(): boolean {
    return isSettled(this.policy, this.state);
  }

  /** Whether there is anything left that the clock would do. */
  get isQuiet(): boolean {
    return planPostMortem(this.policy, this.state, this.now).wakeAt === undefined;
  }

  private actOf(by: PersonId, deed: PostMortemDeed, actId?: string): PostMortemAct {
    this.acts += 1;
    const roles = (this.options.people ?? PEOPLE)[by] ?? [];
    const { incidentId } = this.state;
    return {
      actId: actId ?? `act-${this.acts}`,
      incidentId,
      by,
      byName: by,
      roles,
      via: 'test',
      access: 'lead',
      ...deed,
    };
  }

  private settle(): void {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 100) throw new Error('the plan never comes to rest');
      const { due } = planPostMortem(this.policy, this.state, this.now);
      if (due.length === 0) return;
      for (const effect of due) this.carryOut(effect);
    }
  }

  private carryOut(effect: PostMortemEffect): void {
    this.state = postMortemEffectStarted(this.state, effect, this.now);
    if (effect.do === 'miss') return;
    const outcome = this.options.answer?.(effect, this.now - RESOLVED) ?? this.usual(effect);
    if (outcome instanceof Error) {
      this.state = postMortemEffectFailed(this.policy, this.state, effect, outcome.message, this.now);
      return;
    }
    const after = asTime(this.now - RESOLVED);
    const roles = effect.do === 'remind' && effect.roles.length > 0 ? [`(${effect.roles.join('+')})`] : [];
    const to = effect.do === 'remind' ? [effect.to.join('+'), ...roles].filter((part) => part !== '') : [];
    const text = effect.do === 'remind' ? `${effect.subject}\n${effect.text}` : '';
    this.sent.push({ after, key: effect.key, line: [after, effect.key, ...to].join(' '), text });
    this.state = postMortemEffectDone(this.policy, this.state, effect, outcome, this.now);
  }

  private usual(effect: PostMortemEffect): PostMortemOutcome {
    const { slotAfter = 22 * HOUR, inBusinessHours = true, people = PEOPLE } = this.options;
    switch (effect.do) {
      case 'draft':
        return { of: 'drafted', path: 'post-mortem.md' };
      case 'find-slot':
        return { of: 'slot', startsAt: RESOLVED + slotAfter, inBusinessHours };
      case 'find-attendees': {
        const found = Object.entries(people).filter(([, roles]) => roles.some((role) => effect.roles.includes(role)));
        return {
          of: 'people',
          people: found.map(([id, roles]) => ({ id, name: id, roles, asked: roles })),
          missing: [],
          problems: [],
        };
      }
      case 'invite':
        return { of: 'invited', people: this.state.attendees.map(calendarOf) };
      case 'withdraw':
        return { of: 'withdrawn', people: [...effect.from, ...effect.perhaps.map(calendarOf)] };
      case 'create-item-ticket':
        return { of: 'item-ticket', reference: effect.key, readable: false };
      default:
        return { of: 'delivered', reference: effect.key };
    }
  }
}
