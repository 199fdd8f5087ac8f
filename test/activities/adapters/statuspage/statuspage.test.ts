import { createStatuspage, type StatuspageOptions } from '../../../../activities/adapters/statuspage';
import { createPace } from '../../../../activities/adapters/statuspage/pace';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { readStatuspageSettings } from '../../../../activities/adapters/statuspage/settings';
import { describePeoplePort } from '../../../contracts/people.contract';
import { describeProvider } from '../../../contracts/provider.contract';
import { describeStatusPage, statementOf } from '../../../contracts/status-page.contract';
import { FakeStatuspage } from '../../../fakes/statuspage/fake-statuspage';
import { json } from '../../../fakes/vendor';

const fakes: FakeStatuspage[] = [];

afterEach(async () => {
  await Promise.all(fakes.splice(0).map(({ vendor }) => vendor.stop()));
});

async function aPage(more: Partial<StatuspageOptions> = {}) {
  const fake = await FakeStatuspage.start();
  fakes.push(fake);
  const { apiKey, pageId, url: apiUrl } = fake;
  const options = { apiKey, pageId, apiUrl, withinMs: 1_500, components: { checkout: 'cmp1' }, ...more };
  return { fake, options, page: createStatuspage(options) };
}

const UPDATE = { kind: 'update', number: 2, status: 'identified', text: 'Nearly.' } as const;

const LAST = { kind: 'resolved', number: 3, status: 'resolved', text: 'Solved.', component: 'operational' } as const;

describeStatusPage('Statuspage', async () => {
  const { fake, page } = await aPage();
  const shows = () => fake.reports.map(({ status, updates }) => ({ status, texts: updates.map(({ body }) => body) }));
  return { page, shows: () => Promise.resolve(shows()) };
});

describePeoplePort('Statuspage', () => {
  const begun = aPage();
  return {
    send: async (incidentId, key, signal) =>
      (await begun).page.show(statementOf({ incidentId, key, report: `${incidentId}/${key}` }), signal),
    effects: async () =>
      (await begun).fake.reports.map(({ metadata }) => String(metadata['muster']?.['report']).replace('/', ' ')),
  };
});

describeProvider('Statuspage', async () => {
  const { fake, page } = await aPage();
  // Not by a call of its own: the connection that it left open would be reset where a new one is refused.
  const reference = 'inc1';
  fake.reports.push({
    id: reference,
    name: 'Problems',
    status: 'investigating',
    impact: 'minor',
    metadata: { muster: { report: 'i-1/1', statement: 1 } },
    componentIds: [],
    updates: [],
    shortlink: 'https://stspg.example/inc1',
  });
  return {
    vendor: fake.vendor,
    token: fake.apiKey,
    act: (signal) => page.show(statementOf({ ...UPDATE, reference }), signal),
  };
});

describe('what the public gets', () => {
  test('name, words, impact, component and a notification; at the end the component is well again', async () => {
    const { fake, page } = await aPage();
    const receipt = await page.show(statementOf());
    expect(receipt).toEqual({ reference: 'inc1', url: 'https://stspg.example/inc1' });
    expect(fake.reports).toMatchObject([
      { name: 'Problems with Checkout', impact: 'critical', componentIds: ['cmp1'] },
    ]);
    expect(fake.told).toMatchObject([{ status: 'investigating', body: 'Checkout is not available.', notified: true }]);
    expect(fake.components.get('cmp1')).toBe('major_outage');
    await page.show(statementOf({ ...LAST, ...receipt }));
    expect(fake.components.get('cmp1')).toBe('operational');
  });

  test('a component that another open report names is not said to be well', async () => {
    const { fake, page } = await aPage();
    await page.show(statementOf());
    await page.show(statementOf({ report: 'i-2/1', incidentId: 'i-2', component: 'partial-outage' }));
    await page.show(statementOf(LAST));
    expect(fake.components.get('cmp1')).toBe('partial_outage');
    await page.show(statementOf({ ...LAST, report: 'i-2/1' }));
    expect(fake.components.get('cmp1')).toBe('operational');
  });

  test('planned work that a person has announced stays as it is; a service without a component has none', async () => {
    const { fake, page } = await aPage();
    fake.components.set('cmp1', 'under_maintenance');
    await page.show(statementOf());
    await page.show(statementOf({ report: 'i-2/1', service: 'constructor' }));
    expect(fake.components.get('cmp1')).toBe('under_maintenance');
    expect(fake.reports.map(({ componentIds }) => componentIds)).toEqual([[], []]);
  });

  test('markup is text', async () => {
    const { fake, page } = await aPage();
    await page.show(statementOf({ text: '<script>x</script>', title: '<b>Down</b>' }));
    expect(fake.reports[0]).toMatchObject({ name: '‹b›Down‹/b›', updates: [{ body: '‹script›x‹/script›' }] });
    const html = await (await fetch(fake.vendor.url)).text();
    expect(html).toContain('script›x');
  });
});

describe('accepted, and the answer lost', () => {
  test.each(['done-reset', 'done-hang'] as const)('opening (%s): one report, one statement', async (fault) => {
    const { fake, options, page } = await aPage();
    // Two lists and the component are read before it is opened.
    for (let n = 0; n < 3; n += 1) fake.vendor.passNext();
    fake.vendor.failNext(fault);
    await expect(page.show(statementOf())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(fake.told).toHaveLength(1);
    // The worker that asked is dead; another one asks again.
    await expect(createStatuspage(options).show(statementOf())).resolves.toMatchObject({ reference: 'inc1' });
    expect(fake.told).toHaveLength(1);
  });

  test('an update, and one that a person has closed meanwhile', async () => {
    const { fake, options, page } = await aPage();
    const { reference } = await page.show(statementOf());
    fake.vendor.passNext();
    fake.vendor.passNext();
    fake.vendor.failNext('done-reset');
    await expect(page.show(statementOf({ ...UPDATE, reference }))).rejects.toBeInstanceOf(ProviderUnavailable);
    const report = fake.reports[0];
    if (report !== undefined) report.status = 'resolved';
    await createStatuspage(options).show(statementOf(UPDATE));
    expect(fake.told.map(({ body }) => body)).toEqual(['Checkout is not available.', 'Nearly.']);
    expect(fake.reports).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test('a report that a person has deleted is not opened again; the last word about it is done', async () => {
    const { fake, page } = await aPage();
    const { reference } = await page.show(statementOf());
    fake.reports.length = 0;
    await expect(page.show(statementOf({ ...UPDATE, reference }))).rejects.toThrow(/someone deleted the report/);
    await expect(page.show(statementOf({ ...LAST, reference }))).resolves.toMatchObject({ reference: 'none' });
    expect(fake.reports).toEqual([]);
  });

  test('a component that is not there, with the setting to correct', async () => {
    const { page } = await aPage({ components: { checkout: 'cmp9' } });
    await expect(page.show(statementOf())).rejects.toThrow(/no component cmp9: correct MUSTER_STATUSPAGE_COMPONENTS/);
  });

  test('another page’s key, with no word of it', async () => {
    const { page } = await aPage({ apiKey: 'wrong-key-123' });
    const error: unknown = await page.show(statementOf()).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ProviderRejected);
    expect(String(error)).toContain('Could not authenticate');
    expect(String(error)).not.toContain('wrong-key');
  });

  test('marks of others are no mistake', async () => {
    const { fake, page } = await aPage();
    await page.show(statementOf({ report: 'i-9/1' }));
    const other = fake.reports[0];
    if (other !== undefined) other.metadata = { muster: { report: 7 }, jira: { id: 'X-1' } };
    await page.show(statementOf());
    expect(fake.reports).toHaveLength(2);
  });
});

describe('one request a second', () => {
  test.each([420, 429] as const)('a %d means later, and waits', async (status) => {
    const { fake, page } = await aPage();
    fake.vendor.failNext(json(status, { error: 'Rate limit exceeded' }));
    await expect(page.show(statementOf())).rejects.toMatchObject({ options: { retryAfterMs: 10_000 } });
  });

  test('the fake refuses the 61st in a minute; the pace lets 50 through, and then says how long to wait', async () => {
    let now = 0;
    const waits: number[] = [];
    const pace = createPace({ now: () => now, wait: (ms) => Promise.resolve(void waits.push(ms)) });
    for (let n = 0; n < 50; n += 1) await pace();
    await expect(pace()).rejects.toMatchObject({ options: { retryAfterMs: 60_000 } });
    now = 57_000;
    await pace();
    expect(waits).toEqual([3_000]);
    now = 61_000;
    await pace();
    expect(waits).toEqual([3_000]);
    await expect(pace(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  });
});

describe('settings', () => {
  const KEY = { MUSTER_STATUSPAGE_API_KEY: 'k', MUSTER_STATUSPAGE_PAGE_ID: 'page1' };
  const refusal = (env: Record<string, string>) => () => readStatuspageSettings({ ...KEY, ...env });

  test('nothing set is nothing connected', () => {
    expect(readStatuspageSettings({})).toBeUndefined();
    const env = {
      MUSTER_STATUSPAGE_COMPONENTS: 'checkout=c1, release-manager = c2',
      MUSTER_STATUSPAGE_API_URL: 'http://127.0.0.1:1/v1',
    };
    expect(readStatuspageSettings({ ...KEY, ...env })).toEqual({
      apiKey: 'k',
      pageId: 'page1',
      components: { checkout: 'c1', 'release-manager': 'c2' },
      apiUrl: 'http://127.0.0.1:1/v1',
    });
  });

  test('half of it, and what makes no sense, is refused with a sentence', () => {
    expect(refusal({ MUSTER_STATUSPAGE_PAGE_ID: '' })).toThrow(/Set the id of the page/);
    expect(refusal({ MUSTER_STATUSPAGE_API_KEY: '' })).toThrow(/Set both, or neither/);
    expect(refusal({ MUSTER_STATUSPAGE_PAGE_ID: 'a/b' })).toThrow(/must be an id/);
    expect(refusal({ MUSTER_STATUSPAGE_COMPONENTS: 'checkout' })).toThrow(/"checkout"; each entry must be a service/);
    expect(refusal({ MUSTER_STATUSPAGE_COMPONENTS: 'a=b,a=c' })).toThrow(/names "a" twice/);
    expect(refusal({ MUSTER_STATUSPAGE_API_URL: 'ftp://x' })).toThrow(/must be an address/);
  });
});
