/** How does one P1 run from its first alert to its post-mortem, with people who keep trying? */
import { Refused, Unanswered, Unreachable } from '../../client/errors';
import type { Deed } from '../../domain/state/acts';
import type { Incident } from '../../domain/state/incident';
import { stateQuery } from '../../workflows/contract';
import { alertGroup, arrivedFrom } from './alerts';
import type { System } from './system';
import { until, untilTrue } from './until';

/** A note that somebody wrote, and whether its writer was told that it was taken. */
export interface Written {
  text: string;
  answered: boolean;
}

const LIMITS = { withinMs: 100_000 };

/** One P1 from its first alert to the invitation to its post-mortem, with people who do what they should and insist. */
export class Play {
  readonly group = alertGroup('P1');
  /** What has been sent and what has been answered, as `sent acknowledge` and `answered acknowledge`. */
  readonly passed = new Set<string>();
  readonly notes: Written[] = [];
  id = '';

  constructor(
    private readonly system: System,
    readonly choice: 'roll-back' | 'fix-forward',
  ) {}

  async toItsEnd(): Promise<Incident> {
    await this.insist('alert', () => this.system.incidents.alertsArrived(arrivedFrom(this.group.firing())));
    this.id = await this.system.incidents.act(this.group.address, DAVE, { do: 'note', text: 'I see it too.' }).then(
      ({ incidentId }) => incidentId,
      async () => (await this.state()).id,
    );
    await this.line('a repeat', /^page:P1:0m:.*:([2-9]|\d\d+)$/);
    await this.line('the early column', /^page:P1:30m:cto:/);
    await this.does('otto', { do: 'acknowledge' });
    for (const person of ['vera', 'emil', 'dora']) await this.does(person, { do: 'join' });
    await this.note();
    await this.does('otto', { do: 'update', text: 'We are looking into it.' });
    await this.line('the brief', /^brief:1:chat$/);
    await this.decide();
    await this.does('otto', { do: 'update', text: 'It looks better.' });
    await this.insist('clear', () => this.system.incidents.alertsArrived(arrivedFrom(this.group.clear())));
    for (const { id } of this.system.pinned.policy.checklists.immediate.items) {
      await this.does('otto', { do: 'tick', item: id, evidence: 'seen' });
      await this.note();
    }
    await this.does('otto', { do: 'resolve', resolution: 'It is as it was.', override: 'A test.' });
    await this.line('the last word by mail', /^resolved:mail$/);
    await this.line('the last word in the channel', /^resolved:chat$/);
    await this.line('the invitation', /^invite:/);
    return this.settled();
  }

  /**
   * The state once nothing is under way any more, and all of it is on record: what Temporal was handing to a worker when one of
   * them died is known to be lost only after the attempt's time is up; then it is sent, or recorded as superseded.
   */
  private settled(): Promise<Incident> {
    const isUnderWay = ({ effects, timeline, recordedSeq }: Incident): boolean =>
      Object.values(effects).some(({ status }) => status === 'running') || recordedSeq < (timeline.at(-1)?.seq ?? 0);
    return until(
      () => `the end of what is under way in ${this.id}`,
      async () => {
        const state = await this.state();
        return isUnderWay(state) ? undefined : state;
      },
      { ...LIMITS, everyMs: 200 },
    );
  }

  /** The whole state, as soon as somebody can be asked. */
  state(): Promise<Incident> {
    const handle = this.system.client.workflow.getHandle(this.group.address);
    const ask = (): Promise<Incident> =>
      this.system.client.withDeadline(Date.now() + 3_000, () => handle.query(stateQuery));
    return until('the state', () => ask().catch(() => undefined), { ...LIMITS, everyMs: 200 });
  }

  private async decide(): Promise<void> {
    for (;;) {
      await this.does('emil', { do: 'decide', choice: this.choice, reason: 'It began with the deployment.' });
      if (this.choice === 'fix-forward') return this.does('otto', { do: 'status', status: 'monitoring' });
      const { rollback } = await until(
        'the end of the rollback',
        async () => {
          const state = await this.state();
          const isOver = state.rollback?.phase === 'healthy' || state.rollback?.phase === 'failed';
          return isOver ? state : undefined;
        },
        { ...LIMITS, everyMs: 200 },
      );
      if (rollback?.phase === 'healthy') return;
      this.passed.delete('answered decide');
    }
  }

  private async note(): Promise<void> {
    const written = { text: `note ${this.notes.length + 1} of ${this.id}`, answered: false };
    this.notes.push(written);
    try {
      await this.system.incidents.act(this.id, DAVE, { do: 'note', text: written.text });
      written.answered = true;
    } catch (error) {
      if (!isTrouble(error)) throw error;
    }
  }

  /** Tries again until there is an answer. After a try without one, "already done" counts as an answer. */
  private does(person: string, deed: Deed): Promise<void> {
    return this.insist(deed.do, () => this.system.incidents.act(this.id, { person, via: 'test' }, deed));
  }

  private async insist(what: string, attempt: () => Promise<unknown>): Promise<void> {
    let unclear = false;
    this.passed.add(`sent ${what}`);
    await untilTrue(
      `an answer to ${what}`,
      async () => {
        try {
          await attempt();
          return true;
        } catch (error) {
          if (error instanceof Refused && unclear) return true;
          if (error instanceof Refused && what === 'tick' && /already ticked|follows its probe/.test(error.message))
            return true;
          if (!isTrouble(error)) throw error;
          unclear = true;
          return false;
        }
      },
      LIMITS,
    );
    this.passed.add(`answered ${what}`);
  }

  private async line(what: string, pattern: RegExp): Promise<void> {
    await untilTrue(
      () => `${what} of ${this.id}`,
      () => this.system.lines(this.id).some(({ key }) => pattern.test(key)),
      LIMITS,
    );
  }
}

const DAVE = { person: 'dave', via: 'test' };

/** Nobody could be asked, or nobody answered. */
export const isTrouble = (error: unknown): boolean => error instanceof Unreachable || error instanceof Unanswered;
