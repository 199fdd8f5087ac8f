import { evolve } from '../../domain/evolve';
import { plan } from '../../domain/plan';
import type { Effect, Watch } from '../../domain/state/effects';
import type { EffectOutcome, Way } from '../../domain/state/events';
import { MINUTE, SECOND, START } from '../support/times';
import { guide, incidentOf } from '../support/virtual-clock';

type Page = Extract<Effect, { do: 'page' }> & Effect;
type WayWatch = Extract<Watch, { watch: 'way' }>;

const away = (...channels: string[]): Error => {
  const tries = channels.map((channel): Way => ({ channel, outcome: 'failed for now', reason: '503' }));
  return Object.assign(new Error('503'), { tries });
};

/** A P1 whose pages go by text message and phone; Slack is what otto has besides. */
function aP1() {
  const state = { isDown: true };
  const tried: Page[] = [];
  const incident = incidentOf('P1', {
    answer: (effect): EffectOutcome | Error | undefined => {
      if (effect.do !== 'page') return undefined;
      tried.push(effect);
      if (!state.isDown) return undefined;
      return effect.to === 'otto' ? away('SMS', 'Slack') : away('SMS');
    },
  });
  const watched = (): WayWatch[] => incident.watches().filter((watch) => watch.watch === 'way');
  const sinceThen = (): string[] => tried.splice(0).map(({ key }) => key);
  return { incident, state, watched, sinceThen };
}

test('one page of each channel waits for its return; none is retried by the clock', () => {
  const { incident, watched, sinceThen } = aP1();
  expect(
    watched()
      .flatMap(({ channels }) => channels)
      .sort(),
  ).toEqual(['SMS', 'SMS', 'Slack']);
  sinceThen();
  incident.until(100 * SECOND);
  expect(sinceThen()).toEqual([]);
  expect(
    incident.incident.timeline.filter(({ kind }) => kind === 'not-delivered').map(({ text }) => text),
  ).toContainEqual('Page to otto failed: 503. Retrying until a channel works again.');
});

test.each([70 * SECOND, 100 * SECOND])(
  'after %i ms all that is owed goes out in the same instant, each page once',
  (ms) => {
    const { incident, state, watched, sinceThen } = aP1();
    const owed = new Set(sinceThen());
    incident.until(ms);
    state.isDown = false;
    const [watch] = watched();
    if (watch === undefined) throw new Error('nothing is watched');
    incident.reports({ of: 'way', page: watch.page, sent: { at: incident.now, reference: 'SM1' } });
    const rest = sinceThen();
    expect([...rest, watch.page.key].sort()).toEqual([...owed].sort());
    expect(incident.incident.effects[watch.page.key]?.status).toBe('done');
    expect(watched()).toEqual([]);
  },
);

test('a return that another page found out makes the waiting page due as well', () => {
  const { incident, state, watched, sinceThen } = aP1();
  const owed = new Set(sinceThen());
  incident.until(70 * SECOND);
  state.isDown = false;
  for (const { page } of watched().slice(0, 1)) incident.reports({ of: 'way', page });
  expect(sinceThen().sort()).toEqual([...owed].sort());
});

test('a page that was under way for 8 s before it failed waits for its channel at once, not for a minute', () => {
  const { incident } = incidentOf('P1', { answer: (effect) => (effect.do === 'page' ? 'silent' : undefined) });
  const at = START + 8 * SECOND;
  const page: Page = {
    ...{
      do: 'page',
      key: 'page:P1:0m:devops-lead:1',
      to: 'dora',
      reason: 'contact',
      kind: 'page',
      role: 'devops-lead',
    },
    ...{ series: 'page:P1:0m:dora', n: 1 },
  };
  const failure = { reason: '503', unclear: true, tries: [{ channel: 'SMS', outcome: 'failed for now' }] };
  const failed = evolve(guide, incident, { type: 'effect-failed', effect: page, failure, at });
  expect(plan(guide, failed, at).watches).toMatchObject([{ watch: 'way', channels: ['SMS'] }]);
});

test('whoever answered meanwhile is not rung', () => {
  const { incident, state, watched, sinceThen } = aP1();
  incident.until(15 * MINUTE).does('vera', { do: 'acknowledge' });
  sinceThen();
  state.isDown = false;
  for (const { page } of watched().slice(0, 1)) incident.reports({ of: 'way', page });
  expect(sinceThen().filter((key) => key.startsWith('page:P1:0m:vp-engineering'))).toEqual([]);
});

test.each<[string, (incident: ReturnType<typeof aP1>['incident']) => unknown]>([
  ['it was a false alarm', (incident) => incident.does('vera', { do: 'cancel', reason: 'a test' })],
  ['it was resolved', (incident) => incident.does('vera', { do: 'resolve', resolution: 'fixed', override: 'a test' })],
])('nobody is paged for what was before: %s', (_what, happens) => {
  const { incident, state, watched, sinceThen } = aP1();
  incident.until(15 * MINUTE);
  happens(incident);
  const waiting = watched();
  sinceThen();
  state.isDown = false;
  for (const { page } of waiting.slice(0, 1)) incident.reports({ of: 'way', page });
  incident.until(15 * MINUTE + 5 * SECOND);
  expect(sinceThen().filter((key) => key.startsWith('page:P1:0m'))).toEqual([]);
});

test('after a quarter of an hour the newest page of each person is owed, not the older ones', () => {
  const { incident, state, watched, sinceThen } = aP1();
  incident.until(15 * MINUTE);
  sinceThen();
  state.isDown = false;
  const [watch] = watched();
  if (watch === undefined) throw new Error('nothing is watched');
  incident.reports({ of: 'way', page: watch.page });
  const rung = incident.sent.filter(({ isPage, kind }) => isPage === true && kind === 'page').map(({ to }) => to[0]);
  expect(rung.length).toBeGreaterThan(0);
  expect(new Set(rung).size).toBe(rung.length);
});
