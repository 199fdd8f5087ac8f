import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  log,
  makeContinueAsNewFunc,
  ParentClosePolicy,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { DEEDS, type Act, type DeedName } from '../domain/acts';
import { compact } from '../domain/compact';
import type { IncidentEvent } from '../domain/events';
import { evolve, openIncident } from '../domain/evolve';
import { isOpen, type Incident } from '../domain/incident';
import { describe } from '../domain/messages';
import { plan, type Plan } from '../domain/plan';
import { refuse } from '../domain/refusals';
import { isAct, isAlertGroup, isDeclaration } from '../domain/sound';
import { view } from '../domain/view';
import type { Policy } from '../policy/schema';
import { createAlarm } from './alarm';
import { createAppearance, memoOf } from './appearance';
import {
  actSignal,
  actUpdates,
  alertsArrivedSignal,
  declaredSignal,
  incidentIdOf,
  incidentQuery,
  postMortemId,
  POST_MORTEM_WORKFLOW,
  REFUSED,
  stateQuery,
  type IncidentInput,
  type Opened,
  type PostMortemInput,
} from './contract';
import { dropUnknownSignals } from './guard';
import { createEffectsInFlight, type EffectsInFlight } from './effects-in-flight';
import { measured } from './measuring';
import { work } from './performing';
import { createWatches } from './watches';

/** How long a closing incident still tries to deliver its last words once a new alert waits behind it. */
const LAST_WORDS_MS = 10_000;

/** One incident, from the first alert to its end. It decides nothing: `plan` decides, activities act, `evolve` remembers. */
export async function incidentWorkflow(input: IncidentInput): Promise<string> {
  const arrived: Opened[] = [...(input.carried ?? [])];
  setHandler(alertsArrivedSignal, (alerts) => {
    if (isAlertGroup(alerts)) arrived.push({ alerts });
    else log.error('A signal that holds no alerts was dropped');
  });
  setHandler(declaredSignal, (declaration) => {
    if (isDeclaration(declaration)) arrived.push({ declaration });
    else log.error('A signal that holds no declaration was dropped');
  });
  dropUnknownSignals();

  const opened = input.resume ?? (await firstHeardOf(input, arrived));
  if (opened === undefined) return 'nothing to do: every alert was clear already';
  return new Run(input, opened, arrived).toItsEnd();
}

const isFiring = (heard: Opened): boolean => !('alerts' in heard) || heard.alerts.alerts.some(({ firing }) => firing);

/** The incident that the first message opens; messages that bring nothing but clear alerts open none. */
async function firstHeardOf(input: IncidentInput, arrived: Opened[]): Promise<Incident | undefined> {
  await condition(() => arrived.length > 0);
  let first = arrived.shift();
  while (first !== undefined && !isFiring(first)) first = arrived.shift();
  if (first === undefined) return undefined;
  const { pinned, address, previous } = input;
  const { name, version } = pinned.policy;
  return openIncident(pinned.policy, {
    id: incidentIdOf(address, workflowInfo().runId),
    address,
    ...(previous !== undefined && { previous }),
    policy: { name, version, hash: pinned.hash, speed: pinned.speed },
    at: Date.now(),
    by: first,
  });
}

class Run {
  private readonly policy: Policy;
  private readonly appear = createAppearance();
  private readonly alarm = createAlarm();
  private readonly effects: EffectsInFlight;
  private readonly watches = createWatches((report) =>
    this.happened({ type: 'watch-reported', report, at: Date.now() }),
  );
  /** Counts events, so that a plan is made anew only when something has happened. */
  private version = 0;
  private planned: { version: number; at: number; plan: Plan } | undefined;
  private recording: 'not yet' | 'under way' | 'done' = 'not yet';
  private isLong = false;
  private isVeryLong = false;

  constructor(
    private readonly input: IncidentInput,
    private incident: Incident,
    private readonly arrived: Opened[],
  ) {
    this.policy = input.pinned.policy;
    this.effects = createEffectsInFlight(this.policy, (event) => this.happened(event));
    this.listen();
  }

  async toItsEnd(): Promise<string> {
    while (isOpen(this.incident)) {
      await this.oneTurn();
      if (this.mayStartNewHistory()) await this.startNewHistory();
    }
    await this.close();
    const carried = this.arrived.filter(isFiring);
    if (carried.length > 0) {
      const { address, pinned, continueAfterEvents } = this.input;
      await continueAsNew<typeof incidentWorkflow>({
        address,
        pinned,
        continueAfterEvents,
        previous: this.incident.id,
        carried,
      });
    }
    return `${this.incident.id} ${this.incident.status}`;
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

  /** Tells whether the plan is another one than now; it is made anew once for each thing that happens, not by the clock. */
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
      if (pages.length > 0) this.effects.startPages(before, pages);
    }
    this.watches.keep(this.policy, this.incident, isOpen(this.incident) ? this.nextPlan().watches : []);
  }

  private happened(event: IncidentEvent): void {
    this.incident = measured(this.incident, event, evolve(this.policy, this.incident, event));
    this.version += 1;
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
      else this.happened({ type: 'declared', declaration: heard.declaration, at });
    }
  }

  private listen(): void {
    setHandler(incidentQuery, () => view(this.policy, this.incident, Date.now()));
    setHandler(stateQuery, () => this.incident);
    for (const name of DEEDS)
      setHandler(actUpdates[name], (act: Act) => this.act(act), {
        validator: (act: Act) => this.refuseIfWrong(name, act),
      });
    setHandler(actSignal, (act) => {
      if (!isAct(act)) log.error('A signal that holds no act was dropped');
      else if (refuse(this.policy, this.incident, act) === undefined) this.act(act);
    });
  }

  private act(act: Act): string {
    this.happened({ type: 'acted', act, at: Date.now() });
    return this.incident.answered[act.actId] ?? 'Done.';
  }

  private refuseIfWrong(deed: DeedName, act: Act): void {
    if (!isAct(act, deed)) throw ApplicationFailure.nonRetryable(`That is no sound "${deed}".`, REFUSED);
    const refusal = refuse(this.policy, this.incident, act);
    if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal, REFUSED);
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
    this.takeIn();
    const { address, pinned, continueAfterEvents } = this.input;
    // With its memo from the first moment: who acts just now reads there which incident this is.
    const { typedSearchAttributes } = workflowInfo();
    const memo = { ...memoOf(this.incident) };
    const goOn = makeContinueAsNewFunc<typeof incidentWorkflow>({ memo, typedSearchAttributes });
    return goOn({ address, pinned, continueAfterEvents, resume: compact(this.incident) });
  }

  private async putOnRecord(): Promise<void> {
    const { id, timeline, recordedSeq } = this.incident;
    const entries = timeline.filter(({ seq }) => seq > recordedSeq);
    const upToSeq = entries.at(-1)?.seq;
    if (upToSeq === undefined) return;
    await work.record.executeWithOptions({ summary: 'keep the record' }, [{ incidentId: id, entries }]).then(
      () => this.happened({ type: 'recorded', upToSeq, at: Date.now() }),
      // What could not be put on record is carried along and put there next time; the incident goes on.
      () => undefined,
    );
  }

  /** After the end: the post-mortem begins, everybody hears the last word, and the record is complete. */
  private async close(): Promise<void> {
    this.watches.keep(this.policy, this.incident, []);
    if (this.incident.status === 'resolved' && this.policy.severities[this.incident.severity].postMortem)
      await this.startPostMortem();
    this.appear(this.incident);
    for (let isSaid = false; !isSaid;) {
      this.startWhatIsDue();
      const { wakeAt } = this.nextPlan();
      isSaid = this.effects.count() === 0 && wakeAt === undefined;
      if (isSaid) break;
      const isNext = () => this.effects.count() === 0 || this.arrived.some(isFiring);
      if (this.effects.count() > 0) await condition(isNext);
      else if (wakeAt !== undefined)
        await condition(() => this.arrived.some(isFiring), Math.max(1, wakeAt - Date.now()), {
          summary: 'say the last word again',
        });
      if (this.arrived.some(isFiring)) {
        await condition(() => this.effects.count() === 0, LAST_WORDS_MS, { summary: 'a new alert waits: a last try' });
        break;
      }
    }
    await this.putOnRecord();
    await condition(allHandlersFinished);
  }

  private async startPostMortem(): Promise<void> {
    const { pinned, continueAfterEvents } = this.input;
    const args: [PostMortemInput] = [{ pinned, continueAfterEvents, incident: this.incident }];
    await startChild(POST_MORTEM_WORKFLOW, {
      workflowId: postMortemId(this.incident.id),
      args,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `Post-mortem of ${this.incident.title}`.slice(0, 190),
    });
  }
}
