/** Whether one step of a large incident costs work by its size, not by its square: counted, not timed. */
import { evolve } from '../../domain/evolve';
import { plan } from '../../domain/plan';
import type { IncidentEvent } from '../../domain/state/events';
import { actor } from '../support/actor';
import { guide, incidentOf, type VirtualIncident } from '../support/virtual-clock';

/** The same value, which counts how often something in it is read. */
function counted<T extends object>(value: T, count: { reads: number }): T {
  const known = new WeakMap<object, object>();
  const wrap = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner;
    const before = known.get(inner);
    if (before !== undefined) return before;
    const proxy = new Proxy(inner, {
      get: (target, name, receiver) => {
        count.reads += 1;
        return wrap(Reflect.get(target, name, receiver));
      },
    });
    known.set(inner, proxy);
    return proxy;
  };
  return wrap(value) as T;
}

/** An incident that has called so many people, each twice, by a channel that is asked what became of it. */
function crowd(people: number): VirtualIncident {
  const everybody = Object.fromEntries(Array.from({ length: people }, (_none, n) => [`p${n}`, ['devops-lead']]));
  return incidentOf('P1', {
    people: everybody,
    answer: (effect, at) => {
      if (effect.do !== 'page') return undefined;
      const tries = [{ channel: 'sms', outcome: 'sent', reference: effect.key, at }];
      return { of: 'delivered', reference: 'r', tries };
    },
  }).until(125_000);
}

const act = (deed: object) => (play: VirtualIncident) =>
  ({
    type: 'acted',
    act: { ...actor({ actId: 'another', incidentId: play.incident.id, by: 'p1', roles: ['devops-lead'] }), ...deed },
    at: play.now,
  }) as IncidentEvent;

const note = act({ do: 'note', text: 'hello' });

const acknowledge = act({ do: 'acknowledge' });

const lower = act({ do: 'severity', severity: 'P3', reason: 'one customer' });

const STEPS: Record<string, (play: VirtualIncident) => (state: VirtualIncident['incident']) => unknown> = {
  'a note': (play) => (state) => evolve(guide, state, note(play)),
  'an acknowledgement': (play) => (state) => evolve(guide, state, acknowledge(play)),
  'another severity': (play) => (state) => evolve(guide, state, lower(play)),
  'a plan': (play) => (state) => plan(guide, state, play.now),
};

/** The plan after everybody was told of another severity, with their withdrawals still to go out. */
const afterLowering = (play: VirtualIncident) => evolve(guide, play.incident, lower(play));

const reads = (step: (state: VirtualIncident['incident']) => unknown, state: VirtualIncident['incident']): number => {
  const count = { reads: 0 };
  step(counted(state, count));
  return count.reads;
};

const [few, many] = [crowd(60), crowd(240)];

/** Four times the people: four times the work, and some that is the same. Its square would be sixteen times. */
const LINEAR = 4.5;

test.each(Object.entries(STEPS))('%s', (_what, step) => {
  expect(reads(step(many), many.incident) / reads(step(few), few.incident)).toBeLessThan(LINEAR);
});

test('a plan while everybody is to be told', () => {
  const planned = (play: VirtualIncident): number =>
    reads((state) => plan(guide, state, play.now), afterLowering(play));
  expect(planned(many) / planned(few)).toBeLessThan(LINEAR);
});
