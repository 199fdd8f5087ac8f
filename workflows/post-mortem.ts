/** How does a post-mortem run, from the resolution to its last signature and action item? */
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import { isPiledUp, withoutOld } from '../domain/ledger/record';
import { compactPostMortem } from '../domain/state/carry-over';
import { fitted } from '../domain/state/fit';
import { jsonSize, LARGEST_MESSAGE } from '../domain/state/size';
import { owesDocument } from '../domain/post-mortem/document';
import { owesWithdrawal } from '../domain/post-mortem/meeting';
import { ticketsSeen } from '../domain/post-mortem/item-tickets';
import { isSettled, openPostMortem, type PostMortem } from '../domain/post-mortem/state';
import { POST_MORTEM_DEEDS, type PostMortemAct, type PostMortemDeed } from '../domain/post-mortem/acts';
import { postMortemActed } from '../domain/post-mortem/evolve';
import { refusePostMortem } from '../domain/post-mortem/refuse';
import {
  postMortemEffectDone,
  postMortemEffectFailed,
  postMortemEffectStarted,
} from '../domain/post-mortem/effect-results';
import type { PostMortemEffect } from '../domain/post-mortem/effects';
import { planPostMortem } from '../domain/post-mortem/plan';
import { viewPostMortem } from '../domain/post-mortem/view';
import { isPostMortemAct } from '../domain/acts/validate';
import { createAlarm } from './alarm';
import { refusalFailure } from './refusal';
import { postMortemQuery, postMortemUpdates, REFUSED, type PostMortemInput } from './contract';
import { historyState, type HistoryState } from './history';
import { dropUnknownSignals } from './interceptors';
import { measuredLedger } from './metrics';
import { activityFailure } from './perform';
import { performPostMortem } from './perform-post-mortem';
import { putOnRecord } from './record';
import { sharedPolicy } from './policy-copy';
import { createTicketWatch } from './ticket-watch';

/** The time after an incident: later checklists, the meeting, signatures and action items, until the last one is done. */
export async function postMortemWorkflow(input: PostMortemInput): Promise<string> {
  input.pinned = sharedPolicy(input.pinned);
  const { policy } = input.pinned;
  const { incident } = input;
  const opened = input.resume ?? (incident === undefined ? undefined : openPostMortem(policy, incident, Date.now()));
  if (opened === undefined) throw ApplicationFailure.nonRetryable('A post-mortem needs its incident');
  let state: PostMortem = opened;
  const alarm = createAlarm();
  let running = 0;
  let version = 0;
  let history: HistoryState = 'short';
  /** Up to which entry it was last tried to put all on record. */
  let triedSeq = 0;

  // Not while waiting: a refused act leaves no trace in the history, so what it would start had no cause in a replay.
  const measure = (): void => {
    history = historyState(input.continueAfterEvents);
  };
  const change = (next: PostMortem): void => {
    state = withoutOld(measuredLedger(state, next));
    version += 1;
    measure();
  };
  const refuseIfWrong = (deed: PostMortemDeed['do'], act: PostMortemAct): void => {
    if (!isPostMortemAct(act, deed)) throw ApplicationFailure.nonRetryable(`Malformed "${deed}" request.`, REFUSED);
    const refusal = refusePostMortem(policy, state, act, Date.now());
    if (refusal !== undefined) throw refusalFailure(refusal);
  };
  const take = (act: PostMortemAct): string => {
    change(postMortemActed(policy, state, act, Date.now()));
    return state.answered[act.actId] ?? 'Done.';
  };
  const start = (effect: PostMortemEffect): void => {
    change(postMortemEffectStarted(state, effect, Date.now()));
    if (effect.do === 'miss') return;
    running += 1;
    void performPostMortem(policy, state, incident, effect, Date.now())
      .then(
        (outcome) => change(postMortemEffectDone(policy, state, effect, outcome, Date.now())),
        (error: unknown) =>
          change(postMortemEffectFailed(policy, state, effect, activityFailure(error).reason, Date.now())),
      )
      .finally(() => (running -= 1));
  };

  const tickets = createTicketWatch((seen) => change(ticketsSeen(state, seen, Date.now())));

  setHandler(postMortemQuery, () => viewPostMortem(policy, state));
  for (const name of POST_MORTEM_DEEDS)
    setHandler(postMortemUpdates[name], (act: PostMortemAct) => take(act), {
      validator: (act: PostMortemAct) => refuseIfWrong(name, act),
    });
  dropUnknownSignals();
  upsertMemo({ incidentId: state.incidentId, title: state.title });

  const isOver = () => isSettled(policy, state) && running === 0 && !owesWithdrawal(state) && !owesDocument(state);
  /** A draft that is not written yet is worth waiting for: it needs the incident, which the next run then needn't have. */
  const mayContinue = () =>
    allHandlersFinished() &&
    (history === 'too long' || (history === 'long' && running === 0 && state.draft !== undefined));
  const record = async (): Promise<void> => {
    triedSeq = state.nextSeq - 1;
    await putOnRecord(
      state.incidentId,
      () => state,
      (upToSeq) => change({ ...state, recordedSeq: upToSeq }),
    );
  };
  while (!isOver()) {
    measure();
    for (
      let { due } = planPostMortem(policy, state, Date.now());
      due.length > 0;
      { due } = planPostMortem(policy, state, Date.now())
    )
      due.forEach(start);
    if (mayContinue()) {
      await record();
      const { pinned, continueAfterEvents } = input;
      const next: PostMortemInput = { pinned, continueAfterEvents, resume: compactPostMortem(state) };
      const room = LARGEST_MESSAGE - jsonSize(next);
      const drafted = state.draft !== undefined || incident === undefined;
      await continueAsNew<typeof postMortemWorkflow>({
        ...next,
        ...(!drafted && { incident: fitted(incident, room) }),
      });
    }
    if (isPiledUp(state, triedSeq)) void record();
    const seen = version;
    const { wakeAt, tickets: wanted } = planPostMortem(policy, state, Date.now());
    tickets.keep(wanted);
    if (wakeAt !== undefined) alarm.set(wakeAt, 'the next reminder');
    const rings = alarm.rings();
    await condition(() => version !== seen || alarm.rings() !== rings || isOver() || mayContinue());
  }
  tickets.keep(undefined);
  await record();
  await condition(allHandlersFinished);
  return `${state.incidentId}: the post-mortem is signed and every item is done`;
}
