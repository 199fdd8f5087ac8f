import { createGithubActions, type GithubActionsOptions } from '../../../../activities/adapters/github-actions';
import { createGithubActionsCheck } from '../../../../activities/adapters/github-actions/check';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { FakeGithubActions } from '../../../fakes/github-actions/fake-github-actions';
import { type FakeVendor, json } from '../../../fakes/vendor';
import { guideWith } from '../../../support/virtual-clock';

const known = { repository: '', workflow: 'regression.yml', ref: 'main', inputs: {} };

const request = (changed: object = {}) => ({
  incidentId: 'i-1',
  key: 'suite:regression-tests:1',
  suite: known,
  since: Date.now(),
  mayHaveBegun: false,
  ...changed,
});

describe('GitHub Actions', () => {
  let github: FakeGithubActions;
  let vendor: FakeVendor;
  let clock = 0;
  beforeEach(async () => {
    ({ github, vendor } = await FakeGithubActions.start());
    clock = 1_000_000;
  });
  afterEach(() => vendor.stop());
  const actions = (options: Partial<GithubActionsOptions> = {}) =>
    createGithubActions({
      token: github.token,
      apiUrl: vendor.url,
      repository: 'example/release-manager',
      withinMs: 1_500,
      now: () => clock,
      ...options,
    });

  it('uses the configured repository where the policy names none, and refuses names that lead elsewhere', async () => {
    await actions().start(request());
    expect(github.runs).toMatchObject([{ ref: 'main', inputs: { muster_key: 'i-1/suite:regression-tests:1' } }]);
    const nowhere = createGithubActions({ token: github.token, apiUrl: vendor.url });
    await expect(nowhere.start(request())).rejects.toThrow('MUSTER_GITHUB_REPOSITORY');
    const before = vendor.requests.length;
    for (const wrong of [{ workflow: '../../secrets.yml' }, { repository: 'a/..' }, { ref: '-x' }, { ref: 'a b' }])
      await expect(actions().start(request({ suite: { ...known, ...wrong } }))).rejects.toBeInstanceOf(
        ProviderRejected,
      );
    expect(vendor.requests.length).toBe(before);
  });

  it('an answer that was lost leaves one run: it is found by its name', async () => {
    const suites = actions();
    vendor.passNext();
    vendor.failNext('done-reset');
    await expect(suites.start(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    const run = await suites.start(request());
    expect(github.runs).toHaveLength(1);
    expect(run.url).toContain(String(github.runs[0]?.id));
  });

  it('and while it is not listed yet, it is looked for before it is dispatched again', async () => {
    const suites = actions();
    github.listsLate = true;
    vendor.passNext();
    vendor.failNext('done-reset');
    await expect(suites.start(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    clock += 59_000;
    await expect(suites.start(request())).rejects.toThrow('may have been started');
    expect(github.runs).toHaveLength(1);
    for (const run of github.runs) run.isUnlisted = false;
    await suites.start(request());
    expect(github.runs).toHaveLength(1);
  });

  it.each([502, 503])(
    'a %i that says when to come again may have started it, so it is looked for first',
    async (status) => {
      const suites = actions();
      github.listsLate = true;
      vendor.passNext();
      vendor.failNext({ instead: { ...json(status, { message: 'unavailable' }), headers: { 'retry-after': '1' } } });
      await expect(suites.start(request())).rejects.toMatchObject({ options: { retryAfterMs: 1_000 } });
      await expect(suites.start(request())).rejects.toThrow('may have been started');
      expect(github.runs).toHaveLength(1);
    },
  );

  it('an order that really got lost is given again after a minute, and then never more', async () => {
    const suites = actions();
    vendor.passNext();
    vendor.failNext('reset');
    await expect(suites.start(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    clock += 60_000;
    vendor.passNext();
    vendor.failNext('reset');
    await expect(suites.start(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    clock += 3_600_000;
    await expect(suites.start(request())).rejects.toThrow('may have been started');
    expect(github.runs).toEqual([]);
  });

  it('another process looks for what the one before it may have started', async () => {
    github.listsLate = true;
    await actions().start(request());
    const other = actions();
    await expect(other.start(request({ mayHaveBegun: true }))).rejects.toThrow('may have been started');
    for (const run of github.runs) run.isUnlisted = false;
    await other.start(request({ mayHaveBegun: true }));
    expect(github.runs).toHaveLength(1);
  });

  it('remembers the newest orders only, so that they do not grow as long as the worker lives', async () => {
    github.listsLate = true;
    const suites = actions({ remembered: 2 });
    const keys = ['a', 'b', 'c'].map((item) => `suite:${item}:1`);
    for (const key of keys) await suites.start(request({ key }));
    await expect(suites.start(request({ key: keys[2] }))).rejects.toThrow('was started');
    await expect(suites.start(request({ key: keys[1] }))).rejects.toThrow('was started');
    await suites.start(request({ key: keys[0] }));
    expect(github.runs).toHaveLength(4);
  });

  it('an old server that tells no run is asked without it, and its run is found by name', async () => {
    github.isOld = true;
    const suites = actions();
    await expect(suites.start(request())).rejects.toThrow('has not listed the run yet');
    await suites.start(request());
    expect(github.runs).toHaveLength(1);
  });

  it('a workflow whose run-name shows no key is never started twice', async () => {
    github.isOld = true;
    github.workflows.set('regression.yml', { state: 'active', inputs: ['muster_key'], showsKey: false });
    const suites = actions();
    for (let n = 0; n < 5; n += 1) {
      await expect(suites.start(request())).rejects.toBeInstanceOf(ProviderUnavailable);
      clock += 3_600_000;
    }
    await expect(suites.start(request())).rejects.toThrow('run-name must contain muster_key');
    expect(github.runs).toHaveLength(1);
  });

  it.each([
    ['without the input', { inputs: [] }, 'Unexpected inputs provided: ["muster_key"]'],
    ['that is disabled', { state: 'disabled_manually' as const }, 'Cannot trigger a disabled workflow'],
  ])('a workflow %s is refused with the reason', async (_what, changed, reason) => {
    github.workflows.set('regression.yml', { state: 'active', inputs: ['muster_key'], showsKey: true, ...changed });
    const failure = actions().start(request());
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow(reason);
  });

  it('asks whether a run has changed, which costs nothing', async () => {
    const run = await actions().start(request());
    for (let n = 0; n < 3; n += 1) expect(await run.result()).toBeUndefined();
    expect(github.notModified).toBe(2);
  });

  it('tells how many jobs passed in what time, and which failed', async () => {
    const run = await actions().start(request());
    github.end(github.runs[0], 'failure', [
      { name: 'unit', conclusion: 'success' },
      { name: 'e2e (chrome)', conclusion: 'failure' },
      { name: 'report', conclusion: 'skipped' },
    ]);
    expect(await run.result()).toEqual({
      verdict: 'failed',
      text: 'failed: e2e (chrome); 1 of 3 jobs passed in 4 min 10 s',
    });
  });

  it.each(['cancelled', 'timed_out', 'skipped', 'stale', 'action_required', 'startup_failure', 'neutral'])(
    'an end as %s decides nothing',
    async (conclusion) => {
      const run = await actions().start(request());
      github.end(github.runs[0], conclusion);
      expect(await run.result()).toMatchObject({
        verdict: 'undecided',
        text: expect.stringContaining(conclusion) as string,
      });
    },
  );

  it('an end whose jobs could not be read is read again', async () => {
    const run = await actions().start(request());
    await run.result();
    github.end(github.runs[0], 'success');
    vendor.passNext();
    vendor.failNext(json(502, {}));
    await expect(run.result()).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(await run.result()).toMatchObject({ verdict: 'passed' });
  });

  it('waits as long as a rate limit asks, however GitHub says it', async () => {
    const reset = Math.ceil(Date.now() / 1_000) + 120;
    const limits = [
      { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }, atLeast: 110_000 },
      { headers: { 'retry-after': '30' }, atLeast: 30_000 },
      { headers: {}, atLeast: 60_000 },
    ];
    for (const { headers, atLeast } of limits) {
      vendor.failNext({ ...json(403, { message: 'You have exceeded a secondary rate limit.' }), headers });
      const error: unknown = await actions()
        .start(request())
        .catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(ProviderUnavailable);
      expect((error as ProviderUnavailable).options.retryAfterMs).toBeGreaterThanOrEqual(atLeast);
    }
    // A limit that hit the order itself started nothing, so the next order needs no looking for.
    const suites = actions();
    vendor.passNext();
    vendor.failNext({ ...json(403, { message: 'secondary rate limit' }), headers: { 'retry-after': '1' } });
    await expect(suites.start(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    await suites.start(request());
    expect(github.runs).toHaveLength(1);
  });

  it('shows its runs to people, and what they are called does nothing there', async () => {
    await actions().start(request({ incidentId: '<script>' }));
    const page = await (await fetch(vendor.url)).text();
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toContain('<script>');
  });

  describe('as the doctor sees it', () => {
    const found = async (workflow: string, suites = actions() as ReturnType<typeof actions> | undefined) => {
      const policy = guideWith(({ investigation }) => {
        investigation.parameters['regressionWorkflow'] = { value: workflow };
      });
      const all = await createGithubActionsCheck(suites).examine({ policy, signal: AbortSignal.timeout(5_000) });
      return all.map(({ state, what, text }) => `${state} ${what}: ${text}`);
    };

    it('looks whether the workflow is there, and starts none', async () => {
      expect(await found('regression.yml')).toEqual([
        expect.stringMatching(/^ok GitHub Actions, regression-suite: .*active/),
      ]);
      expect(await found('gone.yml')).toEqual([expect.stringMatching(/^error .*404 Not Found/)]);
      expect(await found('')).toEqual([expect.stringMatching(/^note .*people tick/)]);
      const without = await createGithubActionsCheck(undefined).examine({
        policy: guideWith(({ investigation }) => {
          investigation.parameters['regressionWorkflow'] = { value: 'regression.yml' };
        }),
        signal: AbortSignal.timeout(5_000),
      });
      expect(without).toMatchObject([{ state: 'error', text: expect.stringContaining('TOKEN is not set') as string }]);
      expect(github.runs).toEqual([]);
    });
  });
});
