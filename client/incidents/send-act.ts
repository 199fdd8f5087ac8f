/** How does a person's act reach an incident or its post-mortem, even while no worker answers? */
import type { PostMortemAct, PostMortemDeed } from '../../domain/post-mortem/acts';
import type { Act, Actor, Deed } from '../../domain/state/acts';
import { actSignal, actUpdates, postMortemId, postMortemUpdates, WAITING_STATUS } from '../../workflows/contract';
import { NotFound, Refused } from '../errors';
import { fromTemporal, type Patience, PATIENCE, updateUntilAnswered } from '../temporal/calls';
import { inWords, troubleOf } from '../temporal/errors';
import { ended, type Locator } from './locate';
import type { IncidentRunPlace } from './runs';
import type { Client } from '@temporalio/client';

/** What came of an act. */
export interface Answer {
  incidentId: string;
  actId: string;
  /** One sentence for the person. */
  text: string;
  /** Kept by Temporal, but no worker has answered yet. */
  pending?: true;
}

/** Who acts, before it is known on which incident. */
export type Somebody = Omit<Actor, 'incidentId'>;

/** Deeds that go on after the resolution, in the post-mortem. */
const LATER_DEEDS = ['tick', 'untick', 'note'] as const;

type LaterDeed = Extract<Deed, { do: (typeof LATER_DEEDS)[number] }>;

const isLater = (deed: Deed): deed is LaterDeed => LATER_DEEDS.some((name) => name === deed.do);

/** Carries out what people do to incidents and post-mortems. */
export interface Acting {
  act(place: IncidentRunPlace, by: Somebody, deed: Deed): Promise<Answer>;
  actOnPostMortem(incidentId: string, by: Somebody, deed: PostMortemDeed): Promise<Answer>;
}

export function createActing(client: Client, locator: Locator, patience: Patience = PATIENCE): Acting {
  async function send(place: IncidentRunPlace, by: Somebody, deed: Deed): Promise<Answer> {
    const act: Act = { ...by, incidentId: place.id, ...deed };
    const handle = client.workflow.getHandle(place.address);
    // One engineer at 3 am who acknowledges must not wait for a worker: the signal is kept until one comes, and the
    // same act id makes it no second acknowledgement should the update have been taken after all.
    const waits = deed.do === 'acknowledge' ? { ...patience, overallMs: patience.callMs } : patience;
    const named = { incidentId: place.id, actId: act.actId };
    try {
      return { ...named, text: await updateUntilAnswered(client, handle, actUpdates[deed.do], act, waits) };
    } catch (error) {
      if (deed.do !== 'acknowledge' || troubleOf(error) !== 'unanswered') throw error;
      await fromTemporal(client, patience.callMs, () => handle.signal(actSignal, act));
      return { ...named, text: 'Recorded. It takes effect once a worker is running.', pending: true };
    }
  }

  async function later(place: IncidentRunPlace, by: Somebody, deed: LaterDeed): Promise<Answer> {
    try {
      return await sendToPostMortem(place.id, by, deed);
    } catch (error) {
      throw troubleOf(error) === 'gone' ? ended(place, await locator.at(place.address)) : error;
    }
  }

  async function sendToPostMortem(incidentId: string, by: Somebody, deed: PostMortemDeed): Promise<Answer> {
    const act: PostMortemAct = { ...by, incidentId, ...deed };
    const handle = client.workflow.getHandle(postMortemId(incidentId));
    const text = await updateUntilAnswered(client, handle, postMortemUpdates[deed.do], act, patience);
    return { incidentId, actId: act.actId, text };
  }

  return {
    async act(place, by, deed) {
      try {
        if (isLater(deed) && (!place.open || place.status === 'resolved')) return await later(place, by, deed);
        if (place.status === WAITING_STATUS.maintenance)
          throw new Refused(
            `${place.id} is not an incident: its alerts fired in a maintenance window and were only recorded.`,
          );
        if (!place.open) throw ended(place, await locator.at(place.address));
        return await send(place, by, deed);
      } catch (error) {
        if (troubleOf(error) !== 'gone') throw inWords(error);
        // It was open a moment ago.
        const now = await locator.locate(place.id);
        throw ended(now, await locator.at(place.address));
      }
    },
    async actOnPostMortem(incidentId, by, deed) {
      try {
        return await sendToPostMortem(incidentId, by, deed);
      } catch (error) {
        throw troubleOf(error) === 'gone' ? noPostMortem(incidentId) : inWords(error);
      }
    },
  };
}

/** Not there, or over. */
export const noPostMortem = (incidentId: string): NotFound =>
  new NotFound(
    `${incidentId} has no open post-mortem. One starts when an incident is resolved whose severity requires one.`,
  );
