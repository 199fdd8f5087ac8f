/** At which moments of a P1 can a test kill something? */
import type { Play } from './play';
import type { Held, RollbackVendor } from './rollback-vendor';
import type { Chance } from './seed';
import type { System } from './system';
import { untilTrue } from './until';

/** A moment of the play at which something is killed. */
export interface Step {
  name: string;
  /** Resolves when the moment has come; what it answers is called when the killing is done. */
  comes: (system: System, play: Play) => Promise<() => void>;
}

const LIMITS = { withinMs: 100_000, everyMs: 5 };

const when = (name: string, isSo: (system: System, play: Play) => boolean): Step => ({
  name,
  comes: async (system, play) => {
    await untilTrue(`the moment: ${name}`, () => isSo(system, play), LIMITS);
    return () => undefined;
  },
});

/** It is in the outbox: the vendor has it, and the sender has no answer yet, or got it at this very moment. */
const written = (name: string, pattern: RegExp): Step =>
  when(name, (system, { id }) => id !== '' && system.lines(id).some(({ key }) => pattern.test(key)));

/** While it is under way, or the moment after it was answered: by chance. */
const done = (what: string, chance: Chance): Step => {
  const moment = `${chance.oneOf(['sent', 'answered'])} ${what}`;
  return when(moment, (_system, { passed }) => passed.has(moment));
};

/** The deployment tool has done it, and its answer never reaches the caller. */
const taken = (name: string, held: Held, afterwards: () => void = () => undefined): Step => ({
  name,
  comes: async () => {
    await held.taken;
    afterwards();
    return held.release;
  },
});

/** Everything that a P1 goes through, in its order. */
export function stepsOf(chance: Chance, vendor: RollbackVendor): Step[] {
  const [rehearsal, order] = [vendor.holdNext('dry run'), vendor.holdNext('order')];
  let look: Held | undefined;
  return [
    done('alert', chance),
    written('first page', /^page:P1:0m:.*:1$/),
    written('repeat', /^page:P1:0m:.*:([2-9]|\d\d+)$/),
    written('early column', /^page:P1:30m:cto:/),
    done('acknowledge', chance),
    done('update', chance),
    written('brief', /^brief:1:chat$/),
    done('decide', chance),
    taken('rehearsal taken', rehearsal),
    taken('order taken', order, () => (look = vendor.holdNext('read'))),
    {
      name: 'a look at the rollback',
      comes: async () => {
        await look?.taken;
        return () => look?.release();
      },
    },
    written('healthy', /^rollback:\d+:healthy:chat$/),
    done('tick', chance),
    done('resolve', chance),
    written('last word', /^resolved:(chat|mail)$/),
    written('post-mortem', /^invite:/),
  ];
}
