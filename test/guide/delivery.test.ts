import type { Effect, Watch } from '../../domain/state/effects';
import type { EffectOutcome, Way } from '../../domain/state/events';
import { view } from '../../domain/view';
import type { Policy } from '../../policy/schema';
import { MINUTE, SECOND, START } from '../support/times';
import { guide, guideWith, incidentOf } from '../support/virtual-clock';

type Page = Extract<Effect, { do: 'page' }>;

type Confirmation = Extract<Watch, { watch: 'delivery' }>;

const sentBy = (channel: string, reference?: string): EffectOutcome => ({
  of: 'delivered',
  reference: reference ?? channel,
  tries: [{ channel, outcome: 'sent', ...(reference !== undefined && { reference }) }],
});

/** A P1 of which Otto is paged by text message, everybody else by what can't tell; whatever goes on goes by phone. */
function aP1(
  goesOn: (page: Page) => EffectOutcome | Error = (page) => sentBy('phone', `CA ${page.key}`),
  policy?: Policy,
) {
  const onward: Page[] = [];
  const incident = incidentOf('P1', {
    ...(policy !== undefined && { policy }),
    answer: (effect) => {
      if (effect.do !== 'page') return undefined;
      if (effect.of !== undefined) onward.push(effect);
      if (effect.of !== undefined) return goesOn(effect);
      return effect.to === 'otto' ? sentBy('SMS', `SM ${effect.key}`) : sentBy('Slack');
    },
  });
  const asked = (): Confirmation[] => incident.watches().filter((watch) => watch.watch === 'delivery');
  /** The vendor says of what is asked about first. */
  const says = (state: string, said = state): void => {
    const [first] = asked();
    if (first === undefined) throw new Error('nobody is asking');
    incident.reports({ of: 'delivery', page: first.page, reference: first.reference, state, said });
  };
  const told = (): string[] =>
    incident.incident.timeline.filter(({ kind }) => kind === 'delivery').map(({ text }) => text);
  const ways = (): string[] =>
    view(guide, incident.incident, incident.now)
      .deliveries?.findLast(({ to }) => to === 'otto')
      ?.ways.map(({ channel, state }) => `${channel} ${state}`) ?? [];
  return { incident, onward, asked, says, told, ways };
}

test('only channels that report delivery are asked, for 50 s after sending', () => {
  const { asked } = aP1();
  expect(asked()).toMatchObject([{ channel: 'SMS', untilAt: START + 50 * SECOND }]);
});

test('the incident knows how far a page has come', () => {
  const { incident, says, asked, told, ways } = aP1();
  expect(ways()).toEqual(['SMS sent']);
  incident.until(10 * SECOND);
  says('delivered');
  expect([ways(), told(), asked()]).toEqual([['SMS delivered'], ['SMS to otto was delivered (delivered)'], []]);
});

test('a page that fails after it was sent goes at once to the next channel, as the same page', () => {
  const { incident, says, onward, told, ways, asked } = aP1();
  incident.until(40 * SECOND);
  says('failed for now', 'undelivered (30003)');
  expect(onward).toMatchObject([{ to: 'otto', kind: 'page', reason: 'contact', after: ['SMS'] }]);
  expect(onward[0]?.of).toMatch(/^page:P1:0m:/);
  expect(ways()).toEqual(['SMS failed for now', 'phone sent']);
  expect(told()).toEqual(['SMS to otto failed (failed for now: undelivered (30003))']);
  expect(incident.incident.timeline.map(({ text }) => text)).toContain('Delivered to otto by phone');
  // The way after it is asked about as well.
  expect(asked()).toMatchObject([{ channel: 'phone' }]);
  says('failed for now', 'busy');
  expect(onward.at(-1)?.after).toEqual(['SMS', 'phone']);
});

test('if no channel is left, that is recorded once, and the page is not tried again', () => {
  const { incident, says, onward } = aP1(() => Object.assign(new Error('otto was not reached'), { tries: [] }));
  says('failed for good');
  incident.until(100 * SECOND);
  expect(onward).toHaveLength(1);
  expect(incident.incident.timeline.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('otto was not reached'),
  );
});

test('if the next channel is down, it is tried again once it works, until another page supersedes it', () => {
  const tries: Way[] = [{ channel: 'phone', outcome: 'failed for now', reason: '503' }];
  const { incident, says, onward, ways } = aP1(() => Object.assign(new Error('503'), { tries }));
  says('failed for now');
  const [waiting] = incident.watches().filter((watch) => watch.watch === 'way');
  if (waiting === undefined) throw new Error('no channel is waited for');
  for (const second of [30, 60, 100]) incident.until(second * SECOND).reports({ of: 'way', page: waiting.page });
  expect(onward).toHaveLength(4);
  expect(ways()).toEqual(['SMS failed for now', 'phone failed for now']);
  incident.until(119 * SECOND).until(2 * MINUTE);
  const before = onward.length;
  incident.until(3 * MINUTE);
  expect(onward).toHaveLength(before);
});

test('a page without a delivery report stays "sent", and nobody asks about it any more', () => {
  const { says, asked, told, ways, onward } = aP1();
  says('sent');
  expect([ways(), asked(), told(), onward]).toEqual([['SMS sent'], [], [], []]);
});

test.each<[string, (run: ReturnType<typeof aP1>['incident']) => unknown]>([
  ['acknowledged', (incident) => incident.does('otto', { do: 'acknowledge' })],
  ['resolved', (incident) => incident.does('vera', { do: 'resolve', resolution: 'fixed', override: 'a test' })],
  ['a false alarm', (incident) => incident.does('vera', { do: 'cancel', reason: 'a test' })],
  ['paged anew', (incident) => incident.until(2 * MINUTE)],
])('what is %s meanwhile goes no other way', (_of, happens) => {
  const { incident, asked, onward } = aP1();
  const [first] = asked();
  incident.until(20 * SECOND);
  happens(incident);
  expect(asked()).not.toContainEqual(first);
  if (first === undefined) throw new Error('nobody was asking');
  // The answer was on its way already.
  incident.reports({
    of: 'delivery',
    page: first.page,
    reference: first.reference,
    state: 'failed for good',
    said: 'x',
  });
  expect(onward).toEqual([]);
});

test("an acknowledgement by somebody else doesn't stop a page to its person", () => {
  const { incident, asked, says, onward } = aP1();
  incident.until(20 * SECOND).does('vera', { do: 'acknowledge' });
  expect(asked()).toHaveLength(1);
  says('failed for now');
  expect(onward).toHaveLength(1);
});

test('a withdrawn page goes to no other channel', () => {
  const { incident, onward, asked } = aP1();
  const [first] = asked();
  incident.until(20 * SECOND).does('vera', { do: 'severity', severity: 'P4', reason: 'nothing much' });
  expect(asked()).not.toContainEqual(first);
  expect([first?.channel, onward]).toEqual(['SMS', []]);
});

test("a policy that doesn't ask for it asks about no delivery", () => {
  const policy = guideWith(({ delivery }) => {
    delivery.confirmed = null;
  });
  expect(aP1(undefined, policy).asked()).toEqual([]);
});

test('channels are remembered for a limited number of pages', () => {
  const { incident } = aP1();
  incident.until(29 * MINUTE);
  const ofOtto = incident.incident.deliveries?.filter(({ to }) => to === 'otto') ?? [];
  expect(ofOtto).toHaveLength(5);
});
