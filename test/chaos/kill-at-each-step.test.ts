import type { Policy } from '../../policy/schema';
import { doubledOrders, faultsOf } from '../support/checks';
import { Play } from '../support/play';
import { chance, type Chance } from '../support/seed';
import { stepsOf } from '../support/steps';
import { System, type Victim } from '../support/system';

/** Incidents that go through it beside the one whose steps are killed, and are hit wherever they are. */
const COMPANIONS = 2;

interface Killing {
  step: string;
  /** How long until both ran again, and until the incident answered. */
  upMs: number;
  answersMs: number;
}

/**
 * At this speed the guide's 10 minutes for a rollback are as long as Temporal needs to notice that a worker is gone. A rollback
 * that is not healthy in time is told as such, which is right and not what is tested here.
 */
function allowTheRollbackTime({ severities }: Policy): void {
  const { decision } = severities.P1;
  if (decision !== null) decision.rollbackWithin *= 6;
}

/** Plays a P1 and ends the victim at every step of it; answers what is wrong afterwards. */
async function playAndKill(victim: Victim, random: Chance): Promise<{ faults: string[]; killings: Killing[] }> {
  const system = await System.start({ speed: 60, change: allowTheRollbackTime });
  try {
    const main = new Play(system, 'roll-back');
    const plays = [main, ...Array.from({ length: COMPANIONS }, () => new Play(system, 'fix-forward'))];
    const ends = Promise.all(plays.map((play) => play.toItsEnd()));
    const [killings, states] = await Promise.all([killAlong(system, main, victim, random), ends]);
    const faults = plays.flatMap((play, n) => {
      const state = states[n];
      return state === undefined ? [] : faultsOf(system, play, state).map((fault) => `${state.id}: ${fault}`);
    });
    const nondeterminism = /TMPRL1100/.test(system.workerLog()) ? ['the worker complained of nondeterminism'] : [];
    return { faults: [...faults, ...nondeterminism, ...doubledOrders(system)], killings };
  } finally {
    await system.stop();
  }
}

async function killAlong(system: System, main: Play, victim: Victim, random: Chance): Promise<Killing[]> {
  const killings: Killing[] = [];
  const steps = stepsOf(random, system.vendor);
  for (const { name: step, comes } of steps) {
    const whenKilled = await comes(system, main);
    const killedAt = Date.now();
    await system.kill(victim);
    whenKilled();
    await system.revive();
    const upMs = Date.now() - killedAt;
    await main.state();
    killings.push({ step, upMs, answersMs: Date.now() - killedAt });
  }
  return killings;
}

it.concurrent.each<Victim>(['worker', 'temporal', 'both'])(
  'a P1 goes on to its end after a kill -9 of %s at each of its steps',
  async (victim) => {
    const random = chance(`kill ${victim}`);
    const { faults, killings } = await playAndKill(victim, random);
    const worst = Math.max(...killings.map(({ answersMs }) => answersMs));
    console.info(`${victim}: ${killings.length} kills, the incident answers after ${worst} ms at worst`, killings);
    expect(faults).toEqual([]);
  },
  420_000,
);
