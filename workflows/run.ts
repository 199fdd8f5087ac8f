/** What does an incident's workflow do in one turn, and when is it over? */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow';
import { fittedArrivals } from '../domain/alerts/fit';
import { isPiledUp } from '../domain/ledger/record';
import type { Act } from '../domain/state/acts';
import { compact } from '../domain/state/carry-over';
import type { Effect } from '../domain/state/effects';
import type { IncidentEvent } from '../domain/state/events';
import { fitted } from '../domain/state/fit';
import { evolve } from '../domain/evolve';
import { type Incident, isOpen } from '../domain/state/incident';
import { jsonSize, LARGEST_MESSAGE } from '../domain/state/size';
import { passesOn } from '../domain/alerts/merge';
import { describe } from '../domain/messages/describe';
import { plan, type Plan } from '../domain/plan';
import { atProvider, unheeded } from '../domain/acts/from-provider';
import { beginsAnIncident, type Incoming } from '../domain/alerts/prelude';
import { needsPostMortem } from '../domain/post-mortem/slot';
import type { Policy } from '../policy/schema';
import { createAlarm } from './alarm';
import { createAppearance, memoOf } from './temporal-ui';
import { putOnRecord, startPostMortem } from './record';
import type { IncidentInput, IncidentWorkflow } from './contract';
import { createEffectsInFlight, type EffectsInFlight } from './effects-in-flight';
import { listen, type IncidentListener, takeUnanswered } from './handlers';
import { historyState, type HistoryState } from './history';
import { tellStateFrom } from './last-state';
import { withMetrics } from './metrics';
import { handOver, passOn, tellThoseWhoJoined } from './merge';
import { createSnapshotKeeper } from './snapshot';
import { createWatches } from './watches';

/** How long a closing incident still tries to deliver its last words once a new alert waits behind it. */
const LAST_WORDS_MS = 10_000;

/** One incident while its workflow runs: it asks the plan, starts what is due, sleeps, and remembers what happens. */
export class IncidentRun {
  private readonly policy: Policy;
  private readonly appear = createAppearance();
  private readonly alarm = createAlarm();
  private readonly effects: EffectsInFlight;
  private readonly snapshots = createSnapshotKeeper((job) => this.effects.track(job));
  private readonly watches = createWatches((report) =>
    this.happened({ type: 'watch-reported', report, at: Date.now() }),
  );
  /** Counts events, so that a plan is made again only when something has happened. */
  private version = 0;
  private planned: { version: number; at: number; plan: Plan } | undefined;
  private history: HistoryState = 'short';
  private isRecording = false;
  /** Up to which entry it was last tried to put all on record: what failed is tried again once more has piled up. */
  private triedSeq = 0;
  /** All has been tried to be put on record since the history is long: nothing but effects keeps a new one waiting. */
  private isReadyForNew = false;
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
    tellStateFrom(input.tellStateFrom, () => this.incident);
  }

  async toItsEnd(): Promise<string> {
    this.goOnAfterEnd();
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
      const next: IncidentInput = { address, pinned, continueAfterEvents, previous: this.incident.id };
      await continueAsNew<IncidentWorkflow>({ ...next, carried: fittedArrivals(carried, roomBeside(next)) });
    }
    return `${this.incident.id} ${this.incident.status}`;
  }

  /** Temporal had ended it: what people did between its state and its end is taken in again. */
  private goOnAfterEnd(): void {
    if (this.input.reopened === undefined) return;
    const { id: _same, acts, ...reopening } = this.input.reopened;
    this.happened({ type: 'reopened', reopening, at: Date.now() });
    for (const act of acts) takeUnanswered(this.policy, this.listener, act);
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
    const { wakeAt, upcoming, pagesFirst } = this.nextPlan();
    if (!pagesFirst) {
      this.snapshots.keep(this.incident);
      this.appear(this.incident);
    }
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
        (!pagesFirst && this.snapshots.isOwed(this.incident)) ||
        this.mayStartNewHistory(),
    );
  }

  private nextPlan(): Plan {
    const now = Date.now();
    if (this.planned?.version !== this.version || this.planned.at !== now)
      this.planned = { version: this.version, at: now, plan: this.planAt(now) };
    return this.planned.plan;
  }

  private planAt(at: number): Plan {
    return plan(this.policy, this.incident, at);
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
      return this.startable(next).length > 0 || next.wakeAt !== wakeAt || this.watches.differFrom(next.watches);
    };
  }

  /** `aheadMs`: what will be due within that time is started now as well. */
  private startWhatIsDue(aheadMs = 0): void {
    const next = (): Effect[] => this.startable(aheadMs === 0 ? this.nextPlan() : this.planAt(Date.now() + aheadMs));
    for (let due = next(); due.length > 0; due = next()) {
      const at = Date.now();
      const pages = due.filter((effect) => effect.do === 'page');
      const before = this.incident;
      for (const effect of due) this.happened({ type: 'effect-started', effect, at });
      const posts = due.filter((effect) => effect.do === 'post');
      const together = posts.length > 1 ? posts : [];
      for (const effect of due)
        if (!together.some((post) => post === effect)) this.effects.start(before, effect, this.incident);
      if (together.length > 0) this.effects.startPosts(before, together);
      if (pages.length > 0) this.effects.startPages(before, pages, this.incident.effects);
    }
    this.watches.keep(this.policy, this.incident, isOpen(this.incident) ? this.nextPlan().watches : []);
  }

  /** What is due, as far as there is room: nobody's page, and no search for people, waits behind anything else. */
  private startable({ due }: Plan = this.nextPlan()): Effect[] {
    let room = this.effects.room();
    return due.filter((effect) => !this.effects.needsRoom(effect) || room-- > 0);
  }

  private happened(event: IncidentEvent): void {
    this.incident = withMetrics(this.incident, event, evolve(this.policy, this.incident, event));
    this.version += 1;
    this.effects.dropOvertaken(this.incident);
    this.measure();
  }

  private measure(): void {
    this.history = historyState(this.input.continueAfterEvents);
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
   * Long histories are slow to replay, and Temporal ends a run whose history is too long: from time to time the state moves to
   * a new one. The story so far is put on record first, and effects come to their end. Where that takes too long, what is not
   * on record is carried along, and effects under way are started again under their key. Only the order to roll back, which
   * is given once, is waited for: it ends within seconds, whatever becomes of it.
   */
  private mayStartNewHistory(): boolean {
    if (this.history === 'short' || !allHandlersFinished()) return false;
    if (this.history === 'too long') return this.incident.rollback?.phase !== 'executing';
    return this.isReadyForNew && this.effects.count() === 0;
  }

  private mustGoOnRecord(): boolean {
    if (this.isRecording) return false;
    return (this.history !== 'short' && !this.isReadyForNew) || isPiledUp(this.incident, this.triedSeq);
  }

  private startRecording(): void {
    this.isRecording = true;
    const isForNew = this.history !== 'short';
    this.effects.track(
      this.putOnRecord().then(() => {
        this.isRecording = false;
        this.isReadyForNew = isForNew;
      }),
    );
  }

  private startNewHistory(): Promise<never> {
    // What arrives after the end is for the survivor, or for the next incident: it is not taken in.
    const isMerged = this.incident.status === 'merged';
    const isClosing = !isOpen(this.incident) && !isMerged;
    const carried = isMerged ? this.arrived.splice(0) : isClosing ? this.arrived.filter(beginsAnIncident) : [];
    if (!isClosing) this.takeIn();
    const { address, pinned, continueAfterEvents } = this.input;
    // With its memo from the first moment: who acts just now reads there which incident this is.
    const { typedSearchAttributes } = workflowInfo();
    const memo = { ...memoOf(this.incident) };
    const goOn = makeContinueAsNewFunc<IncidentWorkflow>({ memo, typedSearchAttributes });
    const next: IncidentInput = {
      address,
      pinned,
      continueAfterEvents,
      ...(isClosing && { closing: true as const }),
      ...(carried.length > 0 && { carried: fittedArrivals(carried, LARGEST_MESSAGE / 3) }),
    };
    return goOn({ ...next, resume: fitted(compact(this.policy, this.incident), roomBeside(next)) });
  }

  private putOnRecord(): Promise<void> {
    this.triedSeq = this.incident.nextSeq - 1;
    return putOnRecord(
      this.incident.id,
      () => this.incident,
      (upToSeq) => this.happened({ type: 'recorded', upToSeq, at: Date.now() }),
    );
  }

  /** After the end: the post-mortem begins, everybody hears the last word, and the record is complete. */
  private async close(): Promise<void> {
    this.watches.keep(this.policy, this.incident, []);
    if (needsPostMortem(this.policy, this.incident) && this.input.closing !== true)
      await startPostMortem(this.input, this.incident);
    this.appear(this.incident);
    this.snapshots.keep(this.incident);
    await this.sayLastWords();
    await this.putOnRecord();
    await condition(allHandlersFinished);
  }

  /** However long a channel is away; once a new alert waits, there is one last attempt, which waits for no date. */
  private async sayLastWords(): Promise<void> {
    for (;;) {
      this.measure();
      this.startWhatIsDue();
      const { wakeAt } = this.nextPlan();
      const isQuiet = (): boolean => this.effects.count() === 0;
      const wasQuiet = isQuiet();
      if (wasQuiet && wakeAt === undefined) return;
      if (this.mayStartNewHistoryAtTheEnd()) {
        await this.putOnRecord();
        await this.startNewHistory();
      }
      const { length } = this.arrived;
      const seen = this.version;
      // What comes back may make a last message due: the post-mortem's date is one that a message waits for.
      const isMoved = (): boolean =>
        this.version !== seen ||
        (!wasQuiet && isQuiet()) ||
        this.arrived.length > length ||
        this.arrived.some(beginsAnIncident);
      if (wakeAt === undefined) await condition(isMoved);
      else await condition(isMoved, Math.max(1, wakeAt - Date.now()), { summary: 'the last messages' });
      if (this.arrived.some(beginsAnIncident)) {
        this.startWhatIsDue(this.policy.postMortem.dateAwaited);
        await condition(isQuiet, LAST_WORDS_MS, { summary: 'a new alert is waiting: last attempt' });
        return;
      }
    }
  }

  /** Between two attempts, or if one takes so long that alerts that have cleared fill the history. */
  private mayStartNewHistoryAtTheEnd(): boolean {
    return this.history === 'too long' || (this.history === 'long' && this.effects.count() === 0);
  }

  /** The alerts of a merged incident go to the survivor, as long as they fire and the survivor runs. */
  private async passOnWhatArrives(): Promise<void> {
    while (passesOn(this.incident) && !this.isSurvivorGone) {
      this.measure();
      if (this.history !== 'short') {
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

/** How much more fits into one message beside this. */
const roomBeside = (input: IncidentInput): number => LARGEST_MESSAGE - jsonSize(input);
