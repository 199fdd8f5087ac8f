/** How do the commands of an incident reach it on the machine where Muster runs: by its files and its Temporal? */
import { calendarOf, carryOut } from '../actions/carry-out';
import { DECLARE } from '../actions/declare';
import type { Ground } from '../connect';
import { Refused } from '../errors';
import type { By, IncidentClient } from '../incidents/api';
import { draftText } from '../incidents/draft';
import { findPerson } from '../people/lookup';
import { heldRoles } from '../people/on-call';
import { type Asker, endShift, takeShift } from '../people/shifts';
import type { Desk } from './desk';
import type { Io } from './io';

/** What this desk needs of a session. */
interface Here {
  readonly ground: Ground;
  readonly io: Pick<Io, 'now'>;
  me(): Promise<By>;
  incidents<T>(use: (incidents: IncidentClient) => Promise<T>): Promise<T>;
}

const placeOf = ({ ground, io }: Here) => ({
  book: ground.overrides,
  directory: ground.directory.current(),
  now: io.now(),
});

async function askerOf(session: Here): Promise<Asker> {
  const { person } = await session.me();
  const known = findPerson(session.ground.directory.current(), person);
  if (known === undefined) throw new Refused(`${person} is not in the directory, so they can't change who is on call.`);
  return { person: known.id, access: known.access };
}

export const deskHere = (session: Here): Desk => ({
  looking: (use) => session.incidents(use),

  async onCall(moment) {
    const { policies, directory } = session.ground;
    await directory.refresh();
    return heldRoles(policies, directory.current(), session.io.now(), moment);
  },

  async draft(ref) {
    const { draft } = await session.incidents((incidents) => incidents.postMortem(ref));
    if (draft === undefined) throw new Refused('The draft is not ready yet; try again in a minute.');
    return draftText(draft);
  },

  async whoAmI() {
    const { person } = await session.me();
    const {
      id = person,
      name = person,
      access = 'none',
    } = findPerson(session.ground.directory.current(), person) ?? {};
    return { person: id, name, access };
  },

  async declare(body) {
    const by = await session.me();
    const declaration = DECLARE.read(body, session.ground.policies);
    return session.incidents((incidents) => incidents.declare(by, declaration));
  },

  shifts: () => Promise.resolve(session.ground.overrides.all()),

  async takeShift(body) {
    return takeShift(placeOf(session), await askerOf(session), body);
  },

  async endShift(id) {
    return endShift(placeOf(session), await askerOf(session), id);
  },

  async act(ref, action, body, param) {
    const { ground, io } = session;
    const me = await session.me();
    return session.incidents(async (incidents) => {
      const ask = await action.read(body, {
        directory: ground.directory.current(),
        now: io.now(),
        param,
        calendar: () => calendarOf(ground.policies, incidents, ref),
      });
      return carryOut(incidents, ref, me, ask);
    });
  },
});
