import type { PagerDutyOptions } from '../../../../activities/adapters/pagerduty/api';
import { createPagerDutyEventsCheck } from '../../../../activities/adapters/pagerduty/check';
import { parseDirectory } from '../../../../directory/load';
import { FakePagerDuty } from '../../../fakes/pagerduty/fake-pagerduty';
import { json } from '../../../fakes/vendor';
import { found, NOWHERE } from '../found';

let pagerDuty: FakePagerDuty;

beforeEach(async () => {
  pagerDuty = await FakePagerDuty.start();
});

afterEach(() => pagerDuty.vendor.stop());

const peoplePagedBy = (...addresses: string[]) =>
  parseDirectory({
    people: [
      {
        id: 'ingrid',
        name: 'Ingrid',
        contactPoints: addresses.map((address) => ({ channel: 'pagerduty' as const, address })),
      },
    ],
  });

const checked = (options: Partial<PagerDutyOptions> = {}, directory = peoplePagedBy('default')) =>
  found(
    createPagerDutyEventsCheck(
      {
        routingKeys: { default: pagerDuty.routingKey },
        eventsUrl: pagerDuty.vendor.url,
        withinMs: 5_000,
        ...options,
      },
      () => directory,
    ),
  );

test('the address answers, and the key is said to be untried; nothing is opened, and no key leaves', async () => {
  expect(await checked()).toEqual([
    `ok PagerDuty, pages: ${pagerDuty.vendor.url} answers`,
    'note PagerDuty, routing key default: can’t be checked without paging someone: use --send-test',
  ]);
  expect(pagerDuty.incidents).toEqual([]);
  expect(pagerDuty.vendor.requests.map(({ body }) => body)).toEqual(['{}']);
});

test('a key of another API is named without being told', async () => {
  const lines = await checked({ routingKeys: { default: 'u+canary-of-rest-api' } });
  expect(lines[1]).toMatch(
    /^error PagerDuty, routing key default: has 20 characters, not 32: copy the integration key/,
  );
  expect(lines.join()).not.toContain('canary');
});

test('a contact point that names no key, and nobody who has one', async () => {
  const routingKeys = { payments: pagerDuty.routingKey, web: pagerDuty.routingKey };
  expect((await checked({ routingKeys }, peoplePagedBy('web', 'wbe'))).slice(3)).toEqual([
    'error PagerDuty, contact points: Ingrid has the contact point "wbe", but no routing key has that name (configured: payments, web)',
  ]);
  // With one key the address is not looked at.
  expect(await checked({}, peoplePagedBy('anything'))).toHaveLength(2);
  expect((await checked({}, peoplePagedBy())).at(-1)).toMatch(/^note PagerDuty, contact points: nobody/);
});

test.each([
  ['nobody answers there', undefined, /PagerDuty is not available: connection refused$/],
  ['it is over its limit', json(429, { message: 'Too many' }), /not available: 429 Too many$/],
  ['it is ill', json(503, {}), /not available: 503/],
  ['it forbids', json(403, { message: 'Forbidden' }), /refused: 403 Forbidden$/],
  ['it is no events API', json(404, { message: 'Not Found' }), /refused: 404 Not Found$/],
  ['it takes anything', json(202, { status: 'success' }), /unexpected response: 202/],
  ['it refuses in other words', json(400, { message: 'no' }), /unexpected response: 400/],
  ['it is a web page', { status: 400, body: '<html>proxy</html>' }, /unexpected response: 400 <html>proxy/],
])('%s', async (_what, answer, told) => {
  if (answer !== undefined) pagerDuty.vendor.failNext(answer);
  const [line] = await checked(answer === undefined ? { eventsUrl: NOWHERE } : {});
  expect(line).toMatch(/^error PagerDuty, pages: /);
  expect(line).toMatch(told);
});

test('one that does not answer in time', async () => {
  pagerDuty.vendor.failNext('hang');
  expect((await checked({ withinMs: 300 }))[0]).toBe(
    'error PagerDuty, pages: PagerDuty is not available: no answer within 0.3 s',
  );
});

test('not configured', async () => {
  expect(await found(createPagerDutyEventsCheck(undefined, () => peoplePagedBy()))).toEqual([
    'note PagerDuty, pages: not configured, so nobody is paged through PagerDuty',
  ]);
});
