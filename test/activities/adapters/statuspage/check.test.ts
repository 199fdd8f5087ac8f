import type { StatuspageOptions } from '../../../../activities/adapters/statuspage';
import { createStatuspageCheck } from '../../../../activities/adapters/statuspage/check';
import { FakeStatuspage } from '../../../fakes/statuspage/fake-statuspage';
import { json } from '../../../fakes/vendor';
import { guideWith } from '../../../support/virtual-clock';
import { found, NOWHERE } from '../found';

let page: FakeStatuspage;

beforeEach(async () => {
  page = await FakeStatuspage.start();
});

afterEach(() => page.vendor.stop());

const checked = (options: Partial<StatuspageOptions> = {}, policy = guideWith(() => undefined)) =>
  found(
    createStatuspageCheck({
      apiKey: page.apiKey,
      pageId: page.pageId,
      apiUrl: page.url,
      components: { 'release-manager': 'cmp1' },
      withinMs: 5_000,
      ...options,
    }),
    policy,
  );

test('the page and the component are there; two questions, and nothing is published', async () => {
  expect(await checked()).toEqual([
    'ok Statuspage: answers; the page is "Example Status"',
    'ok Statuspage, component of release-manager: "Component cmp1" found',
  ]);
  expect(page.vendor.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/pages/page1',
    'GET /v1/pages/page1/components?per_page=100&page=1',
  ]);
  expect(page.told).toEqual([]);
});

test('a component that is not there, one that is a group, one of a service that the policy has not', async () => {
  page.groups.add('cmp2');
  const components = { 'release-manager': 'cmp9', checkout: 'cmp2', billing: 'cmp1' };
  expect((await checked({ components })).slice(1)).toEqual([
    'error Statuspage, component of release-manager: the page has no component cmp9: correct MUSTER_STATUSPAGE_COMPONENTS',
    'error Statuspage, component of checkout: cmp2 ("Component cmp2") is a group and has no status of its own: choose a component in it',
    'note Statuspage, component of billing: "Component cmp1" found, but the policy has no service billing',
  ]);
});

test('a component behind the first hundred is found', async () => {
  for (let n = 0; n < 150; n += 1) page.components.set(`more${n}`, 'operational');
  expect((await checked({ components: { 'release-manager': 'more149' } }))[1]).toMatch(/^ok .*"Component more149"/);
});

test('no component is named, and a policy that publishes nothing', async () => {
  const policy = guideWith((changed) => {
    changed.statusPage = null;
  });
  expect((await checked({ components: {} }, policy)).slice(1)).toEqual([
    expect.stringMatching(/^note Statuspage, policy: has no statusPage/),
    expect.stringMatching(/^note Statuspage, components: none configured/),
  ]);
});

test.each([
  [
    'another key',
    { apiKey: 'canary-other' },
    /refused: 401 Could not authenticate \(check MUSTER_STATUSPAGE_API_KEY\)$/,
  ],
  ['another page', { pageId: 'page2' }, /refused: 404 Not found \(page page2 does not exist, or the key is not for it/],
  ['nobody there', { apiUrl: NOWHERE }, /not available: connection refused$/],
])('%s', async (_what, options, told) => {
  await expect(checked(options)).rejects.toThrow(told);
});

test.each([
  ['too many', json(420, { error: 'Rate limit exceeded' }), /not available: 429 Rate limit exceeded$/],
  ['forbidden', json(403, { error: 'Forbidden' }), /refused: 403 Forbidden \(page page1 does not exist, or the key/],
  ['an odd answer', json(200, { page: 'yes' }), /unexpected response: 200/],
  ['a web page', { status: 200, body: '<html>sign in' }, /unexpected response: 200 <html>sign in/],
])('%s', async (_what, answer, told) => {
  page.vendor.failNext(answer);
  await expect(checked()).rejects.toThrow(told);
});

test('components that can’t be read don’t hide the page', async () => {
  page.vendor.passNext();
  page.vendor.failNext(json(500, { error: 'ill' }));
  expect(await checked()).toEqual([
    expect.stringMatching(/^ok Statuspage: answers/),
    'error Statuspage, components: Statuspage is not available: 500 ill',
  ]);
});

test('not configured', async () => {
  expect(await found(createStatuspageCheck(undefined))).toEqual([
    'note Statuspage: not configured, so status page updates go to the outbox',
  ]);
});
