/** Whether every act of the table can be done by a form, and by nobody who may not. */
import { ACTIONS } from '../../../client/actions/incident-actions';
import type { Action } from '../../../client/actions/action';
import { actBodyOf } from '../../../client/console/forms/fields';
import { shapesFor } from '../../../client/console/parts/action-form';
import { Refused } from '../../../client/errors';
import type { By, IncidentClient } from '../../../client/incidents/api';
import type { Deed } from '../../../domain/state/acts';
import type { TakenShift } from '../../../directory/override-book';
import type { IncidentView } from '../../../domain/view';
import { aView } from '../../support/client';
import { aRoom, Browser } from './browser';

const ID = 'release-manager-7f3k2a9q-x4tm';
const PAGE = `/incidents/${ID}`;
const doing = (name: string): string => `${PAGE}/do/${name}`;

/** A room that remembers what was asked of the incident. */
function recorder(changed: Partial<IncidentClient> = {}) {
  const asked: { by: By; deed: Deed }[] = [];
  const act: IncidentClient['act'] = (_ref, by, deed) => {
    asked.push({ by, deed });
    return Promise.resolve({ incidentId: ID, actId: 'a', text: 'Well done.' });
  };
  return { asked, ...aRoom({ act, ...changed }) };
}

const ROWS = Object.entries<Action>(ACTIONS).flatMap(([name, action]) =>
  shapesFor(action).map((shape): [string, string, Action] => [name, shape.variant, action]),
);

const AT = '2026-11-23T08:00:00.000Z';
const PUBLISHABLE = {
  isPublic: false,
  title: 'Slow',
  text: 'We look.',
  impact: 'Releases are slow.',
  status: 'investigating',
  shownAs: { impact: 'minor' },
};

describe('every row of the table', () => {
  test.each(ROWS)('%s %s has a form whose fields make a body that the row accepts', (_name, variant, action) => {
    const shape = shapesFor(action).find((one) => one.variant === variant);
    if (shape === undefined) throw new Error('No such shape.');
    const sent = new URLSearchParams(
      shape.fields.filter(({ required }) => required).map(({ name, options }) => [name, options?.[0] ?? 'P2']),
    );
    expect(action.body.safeParse(actBodyOf(shape, sent)).error?.issues ?? []).toEqual([]);
  });

  test.each(ROWS)('%s %s has a page', async (name, variant, action) => {
    const { server } = recorder();
    const browser = await Browser.of(server, 'grace');
    const fixed = shapesFor(action).find((one) => one.variant === variant)?.fixed ?? {};
    const { status, body } = await browser.get(`${doing(name)}?${new URLSearchParams(fixed).toString()}`);
    expect([status, body.includes(`action="${doing(name)}"`)]).toEqual([200, true]);
  });
});

test('the status page is offered for what may be published, and to take off what is there', async () => {
  const offers = async (changed: Partial<IncidentView>): Promise<string[]> => {
    const { server } = recorder({ show: () => Promise.resolve(aView(changed)) });
    const { body } = await (await Browser.of(server, 'grace')).get(PAGE);
    return ['published', 'withdrawn'].filter((state) => body.includes(`${PAGE}/do/statusPage?state=${state}`));
  };
  const statusPage = { status: 'investigating', title: 'Slow', text: 'We look.', openedAt: AT, by: 'grace' };
  expect(await offers({})).toEqual([]);
  expect(await offers({ mayPublish: PUBLISHABLE })).toEqual(['published']);
  expect(await offers({ mayPublish: PUBLISHABLE, statusPage: { ...statusPage, state: 'open' } })).toEqual([
    'published',
    'withdrawn',
  ]);
  expect(await offers({ mayPublish: PUBLISHABLE, statusPage: { ...statusPage, state: 'withdrawn' } })).toEqual([
    'published',
  ]);
});

test('a form does what the API does, and its answer is on the next page, once, for that person', async () => {
  const { server, asked } = recorder();
  const browser = await Browser.of(server, 'grace');
  const answer = await browser.sendFrom(PAGE, doing('note'), { text: '  It is the cache \r\n', confirmed: '' });
  expect(answer.status).toBe(303);
  expect(asked).toMatchObject([
    { by: { person: 'grace', via: 'room', access: 'lead' }, deed: { do: 'note', text: 'It is the cache' } },
  ]);
  expect((await browser.get(answer.location ?? '')).body).toContain('Well done.');
  expect((await (await Browser.of(server, 'ada')).get(answer.location ?? '')).body).not.toContain('Well done.');
});

test('the same form sent twice is one act; of another person, or later, another one', async () => {
  let seq = 3;
  const show = () =>
    Promise.resolve(aView({ timeline: [{ seq, at: '2026-11-23T08:00:00.000Z', kind: 'note', text: 'x' }] }));
  const { server, asked } = recorder({ show });
  const [grace, ada] = [await Browser.of(server, 'grace'), await Browser.of(server, 'ada')];
  for (const browser of [grace, grace, ada]) await browser.sendFrom(PAGE, doing('note'), { text: 'hello' });
  seq = 4;
  await grace.sendFrom(PAGE, doing('note'), { text: 'hello' });
  const ids = asked.map(({ by }) => by.actId);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
});

describe('what can’t be taken back', () => {
  test.each([
    ['cancel', { reason: 'a test' }, 'ends as a false alarm'],
    ['resolve', { resolution: 'fixed', override: 'trust me' }, 'resolved although the above is open'],
    ['decide', { choice: 'roll-back', reason: 'bad release' }, 'The service goes back from'],
    ['merge', { incident: 'x', reason: 'same' }, 'A merge can’t be undone'],
  ])('%s is shown before it is done', async (name, fields, told) => {
    const { server, asked } = recorder();
    const browser = await Browser.of(server, 'grace');
    const first = await browser.sendFrom(PAGE, doing(name), fields);
    expect([first.status, asked]).toEqual([200, []]);
    expect(first.body).toContain(told);
    expect(first.body).toContain('name="confirmed" value="yes"');
    const second = await browser.sendFrom(PAGE, doing(name), {
      ...(fields as Record<string, string>),
      confirmed: 'yes',
    });
    expect(second.status).toBe(303);
  });

  test('what is harmless is done at once', async () => {
    const { server, asked } = recorder({ show: () => Promise.resolve(aView({ checklist: [] })) });
    const browser = await Browser.of(server, 'ada');
    await browser.sendFrom(PAGE, doing('resolve'), { resolution: 'fixed' });
    await browser.sendFrom(PAGE, doing('decide'), { choice: 'fix-forward', reason: 'we know the line' });
    expect(asked.map(({ deed }) => deed.do)).toEqual(['resolve', 'decide']);
  });
});

describe('resolving with open items', () => {
  const PATH = doing('resolve');

  test('shows them first and once, each with what to do, and wants a reason', async () => {
    const notRecovered = ['1 alert still firing'];
    const { server } = recorder({ show: () => Promise.resolve(aView({ notRecovered })) });
    const { body } = await (await Browser.of(server, 'grace')).get(PATH);
    expect(body.match(/Error rate under 0.1 %/g)).toHaveLength(1);
    expect(body.indexOf('Error rate under 0.1 %')).toBeLessThan(body.indexOf('What resolved it'));
    expect(body).toContain('name="of" value="errors"');
    expect(body).toContain('1 alert still firing');
    expect(body).toMatch(/name="override" required/);
  });

  test('asks for no reason where nothing is open', async () => {
    const { server } = recorder({ show: () => Promise.resolve(aView({ checklist: [] })) });
    const { body } = await (await Browser.of(server, 'grace')).get(PATH);
    expect(body).not.toContain('name="override"');
  });

  test('a refusal stands at the field in which one can say what is missing', async () => {
    const act = () => Promise.reject(new Refused('Still open: x. Give a reason.', { missing: 'override' }));
    const show = () => Promise.resolve(aView({ checklist: [] }));
    const browser = await Browser.of(aRoom({ act, show }).server, 'grace');
    const { status, body } = await browser.sendFrom(PAGE, PATH, { resolution: 'fixed' });
    expect(status).toBe(409);
    expect(body).toContain('href="#resolve--override"');
    expect(body).toContain('id="resolve--override"');
  });
});

describe('the decision', () => {
  const versions = { running: 'v3', target: 'v2', kept: ['v2', 'v1'], names: ['v2', 'v1'] };
  const decision = { number: 1, dueAt: '2026-11-23T08:50:00.000Z', missed: false, versions };
  const show = () => Promise.resolve(aView({ decision }));
  const PATH = doing('decide');

  test('is offered to approvers; others read who decides, and find no button and no form', async () => {
    const { server } = recorder({ show });
    const [grace, rosa] = [await Browser.of(server, 'grace'), await Browser.of(server, 'rosa')];
    expect((await grace.get(PAGE)).body).toContain(`${PATH}?choice=roll-back`);
    const { body } = await rosa.get(PAGE);
    expect(body).not.toContain(PATH);
    expect(body).toContain('Grace Hopper (Incident lead)');
    const page = await rosa.get(`${PATH}?choice=roll-back`);
    expect(page.body).not.toContain('<form');
    expect(page.body).toContain('may decide.');
  });

  test.each([
    ['roll-back', true],
    ['fix-forward', false],
    ['extend', false],
  ])('%s asks only for what it uses', async (choice, asksVersion) => {
    const browser = await Browser.of(recorder({ show }).server, 'grace');
    const { body } = await browser.get(`${PATH}?choice=${choice}`);
    expect(body).toContain(`name="choice" value="${choice}"`);
    expect(body).not.toContain('<select name="choice"');
    expect(body.includes('name="to"')).toBe(asksVersion);
    expect(body).not.toContain('name="breakGlass"');
    if (asksVersion) expect(body).toContain('<option value="v1">');
  });

  test('more time is offered only while the policy still allows it', async () => {
    const open = async (extendable?: true) => {
      const more = () => Promise.resolve(aView({ decision: { ...decision, ...(extendable && { extendable }) } }));
      return (await (await Browser.of(recorder({ show: more }).server, 'grace')).get(PAGE)).body;
    };
    expect(await open()).not.toContain('choice=extend');
    expect(await open(true)).toContain('choice=extend');
  });
});

describe('a shift on call', () => {
  const TAKE = {
    role: 'on-call-engineer',
    layer: '',
    person: 'rosa',
    from: '2026-11-24T10:00',
    to: '2026-11-24T12:00',
  };
  const aBook = () => {
    let shifts: readonly TakenShift[] = [];
    return {
      all: () => shifts,
      trouble: () => undefined,
      change: (next: (before: typeof shifts) => typeof shifts) => ((shifts = next(shifts)), Promise.resolve()),
    };
  };

  test('is taken and ended on the page, which says so and keeps what was refused', async () => {
    const overrides = aBook();
    const browser = await Browser.of(aRoom({}, { overrides }).server, 'rosa');
    const done = await browser.sendFrom('/on-call', '/on-call/take', TAKE);
    expect(done.status).toBe(303);
    const { body } = await browser.get(done.location ?? '');
    expect(body).toContain(
      'Rosa Parks is on call in rota, primary, from 2026-11-24 10:00 UTC to 2026-11-24 12:00 UTC.',
    );
    const again = await browser.sendFrom('/on-call', '/on-call/take', TAKE);
    expect([again.status, again.body.includes('has taken that shift already')]).toEqual([409, true]);
    expect(again.body).toContain('value="2026-11-24T10:00"');
    const wrong = await browser.sendFrom('/on-call', '/on-call/take', { ...TAKE, to: 'later' });
    expect([wrong.status, wrong.body.includes('href="#shift-to"')]).toEqual([422, true]);
    const shift = overrides.all()[0]?.id ?? '';
    expect((await browser.sendFrom('/on-call', '/on-call/end', { shift })).status).toBe(303);
    expect(overrides.all()).toEqual([]);
  });

  test('of somebody else is for a lead; whoever may only look finds no form', async () => {
    const { server } = aRoom({}, { overrides: aBook() });
    const [rosa, vera] = [await Browser.of(server, 'rosa'), await Browser.of(server, 'vera')];
    const other = await rosa.sendFrom('/on-call', '/on-call/take', { ...TAKE, person: 'grace' });
    expect([
      other.status,
      other.body.includes('that takes “lead” access') || other.body.includes('&quot;lead&quot;'),
    ]).toEqual([409, true]);
    expect((await vera.get('/on-call')).body).not.toContain('/on-call/take');
    expect((await vera.sendFrom('/you', '/on-call/take', TAKE)).status).toBe(403);
  });
});

test('what takes the lead is not offered to others', async () => {
  const browser = await Browser.of(recorder().server, 'rosa');
  const { body } = await browser.get(PAGE);
  expect(body).not.toContain(doing('cancel'));
  expect(body).toContain('Only Grace Hopper, or somebody with “lead” access:');
  expect((await browser.get(doing('cancel'))).body).toContain('that takes &quot;lead&quot; access');
});

describe('what is refused', () => {
  test('keeps what was typed, and says why', async () => {
    const act = () => Promise.reject(new Refused('It is already P2.'));
    const browser = await Browser.of(aRoom({ act }).server, 'grace');
    const answer = await browser.sendFrom(PAGE, doing('severity'), { severity: 'P2', reason: 'I <b>think</b> so' });
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('It is already P2.');
    expect(answer.body).toContain('I &lt;b>think&lt;/b> so');
  });

  test('a mistake is at its field', async () => {
    const browser = await Browser.of(recorder().server, 'grace');
    const answer = await browser.sendFrom(PAGE, doing('severity'), { severity: 'P2' });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('href="#severity--reason"');
    expect(answer.body).toContain('id="severity--reason"');
    expect(answer.body).toContain('aria-invalid="true"');
  });

  test('whoever may only look gets no form, and can send none', async () => {
    const { server, asked } = recorder();
    const browser = await Browser.of(server, 'vera');
    expect((await browser.get(PAGE)).body).not.toContain('/do/');
    expect((await browser.get(doing('note'))).status).toBe(403);
    expect((await browser.sendFrom('/you', doing('note'), { text: 'x' })).status).toBe(403);
    expect((await browser.sendFrom('/you', '/declare', { title: 'x' })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('a form without the token of a page of this session does nothing', async () => {
    const { server, asked } = recorder();
    const [grace, ada] = [await Browser.of(server, 'grace'), await Browser.of(server, 'ada')];
    const hers = await ada.tokenOn(PAGE);
    for (const token of ['', 'x', hers])
      expect((await grace.send(doing('note'), { text: 'x', 'form-token': token })).status).toBe(403);
    const own = await grace.tokenOn(PAGE);
    const foreign = { origin: 'https://evil.example' };
    expect((await grace.send(doing('note'), { text: 'x', 'form-token': own }, foreign)).status).toBe(403);
    expect((await new Browser(server).send(doing('note'), { text: 'x', 'form-token': own })).status).toBe(401);
    expect(asked).toEqual([]);
  });

  test('an act that the table does not have', async () => {
    const browser = await Browser.of(recorder().server, 'grace');
    for (const name of ['constructor', 'explode', '__proto__'])
      expect((await browser.get(doing(name))).status).toBe(404);
  });
});
