/** What does an incident's workflow do in one turn, and when is it over? */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow';
import type { Act } from '../domain/state/acts';
import { compact } from '../domain/state/carry-over';
import type { IncidentEvent } from '../domain/state/events';
import { evolve } from '../domain/evolve';
import { type Incident, isOpen } from '../domain/state/incident';
import { passesOn } from '../domain/alerts/merge';
import { describe } from '../domain/messages/describe';
import { plan, type Plan } from '../domain/plan';
import { atProvider, unheeded } from '../domain/acts/from-provider';
import { beginsAnIncident, type Incoming } from '../domain/alerts/prelude';
import type { Policy } from '../policy/schema';
import { createAlarm } from './alarm';
import { createAppearance, memoOf } from './temporal-ui';
import { putOnRecord, startPostMortem } from './record';
import type { IncidentInput, IncidentWorkflow } from './contract';
import { createEffectsInFlight, type EffectsInFlight } from './effects-in-flight';
import { listen, type IncidentListener, takeUnanswered } from './handlers';
import { withMetrics } from './metrics';
import { handOver, passOn, tellThoseWhoJoined } from './merge';
import { createWatches } from './watches';

/** How long a closing incident still tries to deliver its last words once a new alert waits behind it. */
const LAST_WORDS_MS = 10_000;

/** One incident while its workflow runs: it asks the plan, starts what is due, sleeps, and remembers what happens. */
export class IncidentRun {
  private readonly policy: Policy;
  private readonly appear = createAppearance();
  private readonly alarm = createAlarm();
  private readonly effects: EffectsInFlight;
  private readonly watches = createWatches((report) =>
    this.happened({ type: 'watch-reported', report, at: Date.now() }),
  );
  /** Counts events, so that a plan is made again only when something has happened. */
  private version = 0;
  private planned: { version: number; at: number; plan: Plan } | undefined;
  private recording: 'not yet' | 'under way' | 'done' = 'not yet';
  private isLong = false;
  private isVeryLong = false;
  private isSurvivorGone = false;
  private readonly listener: IncidentListener = {
    incident: () => this.incident,
    act: (act) => this.act(act),
    survivorEnded: () => void (this.isSurvivorGone = true),
  };

  constructor(
    private readonly input: IncidentInput,
    private incident: Incident,
    private readonly arrived: Incoming[],
  ) {
    this.policy = input.pinned.policy;
    this.effects = createEffectsInFlight(this.policy, (event) => this.happened(event));
    listen(this.policy, this.listener);
  }

  async toItsEnd(): Promise<string> {
    while (!(await this.isOver())) {
      await this.oneTurn();
      if (this.mayStartNewHistory()) await this.startNewHistory();
    }
    await this.close();
    await this.passOnWhatArrives();
    if (this.incident.status !== 'merged') await tellThoseWhoJoined(this.incident);
    const carried = this.arrived.filter(beginsAnIncident);
    if (carried.length > 0) {
      const { address, pinned, continueAfterEvents } = this.input;
      await continueAsNew<IncidentWorkflow>({
        address,
        pinned,
        continueAfterEvents,
        previous: this.incident.id,
        carried,
      });
    }
    return `${this.incident.id} ${this.incident.status}`;
  }

  /** An incident that is merged into another one is over only when that one has taken over. */
  private async isOver(): Promise<boolean> {
    if (isOpen(this.incident)) return false;
    if (this.incident.status !== 'merged' || this.incident.merge?.handedOver === true) return true;
    const taken = await handOver(this.incident);
    this.happened({ type: taken ? 'handed-over' : 'merge-failed', at: Date.now() });
    return taken;
  }

  /**
   * Does what is due without waiting for it, then sleeps until the next thing is due or something happens that matters.
   *
   * While it sleeps it looks neither at the clock nor at the history's length, except when something has happened: a
   * refused act wakes the workflow too but leaves no trace, so what would begin then by the clock alone has no cause in
   * a replay, and the incident would hang (`TMPRL1100`). What the clock alone decides is the alarm's.
   */
  private async oneTurn(): Promise<void> {
    this.measure();
    this.takeIn();
    this.startWhatIsDue();
    if (this.mustGoOnRecord()) this.startRecording();
    this.appear(this.incident);
    const { wakeAt, upcoming } = this.nextPlan();
    const next = upcoming[0]?.effect;
    if (wakeAt !== undefined)
      this.alarm.set(wakeAt, next === undefined ? 'wait' : describe(this.policy, this.incident, next));
    const rings = this.alarm.rings();
    const isPlanChanged = this.planChange();
    await condition(
      () =>
        this.alarm.rings() !== rings ||
        this.arrived.length > 0 ||
        !isOpen(this.incident) ||
        isPlanChanged() ||
        this.mustGoOnRecord() ||
        this.mayStartNewHistory(),
    );
  }

  private nextPlan(): Plan {
    const now = Date.now();
    if (this.planned?.version !== this.version || this.planned.at !== now)
      this.planned = { version: this.version, at: now, plan: plan(this.policy, this.incident, now) };
    return this.planned.plan;
  }

  /** Tells whether the plan has changed; it is made again once for each thing that happens, not by the clock. */
  private planChange(): () => boolean {
    const { wakeAt } = this.nextPlan();
    let judged = this.version;
    let next = this.nextPlan();
    return () => {
      if (judged !== this.version) {
        judged = this.version;
        next = this.nextPlan();
      }
      return next.due.length > 0 || next.wakeAt !== wakeAt || this.watches.differFrom(next.watches);
    };
  }

  private startWhatIsDue(): void {
    for (let { due } = this.nextPlan(); due.length > 0; { due } = this.nextPlan()) {
      const at = Date.now();
      const pages = due.filter((effect) => effect.do === 'page');
      const before = this.incident;
      for (const effect of due) {
        this.happened({ type: 'effect-started', effect, at });
        this.effects.start(before, effect);
      }
      if (pages.length > 0) this.effects.startPages(before, pages, this.incident.effects);
    }
    this.watches.keep(this.policy, this.incident, isOpen(this.incident) ? this.nextPlan().watches : []);
  }

  private happened(event: IncidentEvent): void {
    this.incident = withMetrics(this.incident, event, evolve(this.policy, this.incident, event));
    this.version += 1;
    this.effects.dropOvertaken(this.incident);
    this.measure();
  }

  private measure(): void {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    const { continueAfterEvents } = this.input;
    this.isLong = historyLength > continueAfterEvents || continueAsNewSuggested;
    this.isVeryLong = historyLength > 2 * continueAfterEvents;
  }

  /** Alerts and declarations that came in. What comes after the end waits for the incident after this one. */
  private takeIn(): void {
    for (let heard = this.arrived.shift(); heard !== undefined; heard = this.arrived.shift()) {
      const at = Date.now();
      if ('alerts' in heard) this.happened({ type: 'alerts-arrived', group: heard.alerts, at });
      else if ('declaration' in heard) this.happened({ type: 'declared', declaration: heard.declaration, at });
      else if ('joining' in heard) this.happened({ type: 'joined-by', joining: heard.joining, at });
      else if (unheeded(this.incident, heard.act) !== undefined)
        this.happened({ type: 'unheeded', act: heard.act, at });
      else takeUnanswered(this.policy, this.listener, atProvider(this.incident, heard.act));
    }
  }

  private act(act: Act): string {
    this.happened({ type: 'acted', act, at: Date.now() });
    return this.incident.answered[act.actId] ?? 'Done.';
  }

  /**
   * Long histories are slow to replay: from time to time the state moves to a new one. The story so far is put on record
   * first, beside everything else: nothing waits for it.
   */
  private mayStartNewHistory(): boolean {
    const isMidRollback = ['rehearsing', 'executing', 'reading-back'].includes(this.incident.rollback?.phase ?? '');
    const isQuiet = this.effects.count() === 0;
    // Effects under way are started again under their key, so only a rollback is worth waiting for without end.
    return this.recording === 'done' && allHandlersFinished() && (isQuiet || (this.isVeryLong && !isMidRollback));
  }

  private mustGoOnRecord(): boolean {
    return this.recording === 'not yet' && this.isLong;
  }

  private startRecording(): void {
    this.recording = 'under way';
    this.effects.track(this.putOnRecord().then(() => void (this.recording = 'done')));
  }

  private startNewHistory(): Promise<never> {
    // What arrives for a merged incident belongs to the survivor: it is passed on, not taken in.
    const carried = this.incident.status === 'merged' ? this.arrived.splice(0) : [];
    this.takeIn();
    const { address, pinned, continueAfterEvents } = this.input;
    // With its memo from the first moment: who acts just now reads there which incident this is.
    const { typedSearchAttributes } = workflowInfo();
    const memo = { ...memoOf(this.incident) };
    const goOn = makeContinueAsNewFunc<IncidentWorkflow>({ memo, typedSearchAttributes });
    return goOn({
      address,
      pinned,
      continueAfterEvents,
      resume: compact(this.policy, this.incident),
      ...(carried.length > 0 && { carried }),
    });
  }

  private async putOnRecord(): Promise<void> {
    const upToSeq = await putOnRecord(this.incident);
    if (upToSeq !== undefined) this.happened({ type: 'recorded', upToSeq, at: Date.now() });
  }

  /** After the end: the post-mortem begins, everybody hears the last word, and the record is complete. */
  private async close(): Promise<void> {
    this.watches.keep(this.policy, this.incident, []);
    if (this.incident.status === 'resolved' && this.policy.severities[this.incident.severity].postMortem)
      await startPostMortem(this.input, this.incident);
    this.appear(this.incident);
    for (let isSaid = false; !isSaid;) {
      this.startWhatIsDue();
      const { wakeAt } = this.nextPlan();
      isSaid = this.effects.count() === 0 && wakeAt === undefined;
      if (isSaid) break;
      const isNext = () => this.effects.count() === 0 || this.arrived.some(beginsAnIncident);
      if (this.effects.count() > 0) await condition(isNext);
      else if (wakeAt !== undefined)
        await condition(() => this.arrived.some(beginsAnIncident), Math.max(1, wakeAt - Date.now()), {
          summary: 'retry the last messages',
        });
      if (this.arrived.some(beginsAnIncident)) {
        await condition(() => this.effects.count() === 0, LAST_WORDS_MS, {
          summary: 'a new alert is waiting: last attempt',
        });
        break;
      }
    }
    await this.putOnRecord();
    await condition(allHandlersFinished);
  }

  /** The alerts of a merged incident go to the survivor, as long as they fire and the survivor runs. */
  private async passOnWhatArrives(): Promise<void> {
    while (passesOn(this.incident) && !this.isSurvivorGone) {
      this.measure();
      if (this.isLong) {
        await this.putOnRecord();
        await this.startNewHistory();
      }
      await condition(() => this.arrived.length > 0 || this.isSurvivorGone);
      const [heard] = this.arrived;
      if (heard === undefined) break;
      if (!(await passOn(this.incident, heard))) break;
      this.arrived.shift();
      if ('alerts' in heard) this.happened({ type: 'alerts-arrived', group: heard.alerts, at: Date.now() });
    }
    if (this.incident.status === 'merged') await this.putOnRecord();
  }
}
