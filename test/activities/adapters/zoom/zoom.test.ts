import { withStandingBridge } from '../../../../activities/adapters/shared/bridge-link';
import { createZoomBridge, type ZoomOptions } from '../../../../activities/adapters/zoom';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { json } from '../../../fakes/vendor';
import { FakeZoom } from '../../../fakes/zoom/fake-zoom';

const INCIDENT = 'release-manager-7f3k2a9q-x4tm';

const STANDING = 'https://zoom.example/j/4711';

let zoom: FakeZoom;

beforeEach(async () => {
  zoom = await FakeZoom.start();
});

afterEach(() => zoom.stop());

/** What a new process would have. */
const begin = (changed: Partial<ZoomOptions> = {}) =>
  createZoomBridge({ ...zoom.settings, withinMs: 1_500, ...changed });

const request = (changed: object = {}) => ({
  incidentId: INCIDENT,
  key: 'bridge',
  title: 'Nobody can deploy',
  ...changed,
});

describe('a meeting', () => {
  it('is where people join, at once and without a host', async () => {
    const { url, note } = await begin().open(request());
    expect(url).toBe(zoom.meetings[0]?.joinUrl);
    expect(note).toBeUndefined();
    expect(zoom.meetings[0]).toMatchObject({
      topic: 'Nobody can deploy',
      type: 2,
      settings: { join_before_host: true, jbh_time: 0, waiting_room: false },
    });
  });

  it('keeps people waiting only where that is wanted', async () => {
    await begin({ waitingRoom: true }).open(request());
    expect(zoom.meetings[0]?.settings.waiting_room).toBe(true);
  });

  it('says it where the account keeps them waiting all the same', async () => {
    zoom.locksWaitingRoom = true;
    expect((await begin().open(request())).note).toContain('makes people wait for the host');
    expect((await begin({ waitingRoom: true }).open(request({ incidentId: 'i-2' }))).note).toBeUndefined();
  });

  it('has a topic that is only read', async () => {
    const title = `@here see https://evil.example/?a=1\n\u202Eand \`rm\` ${'x'.repeat(400)}`;
    await begin().open(request({ title }));
    const topic = zoom.meetings[0]?.topic ?? '';
    expect(topic.length).toBeLessThanOrEqual(200);
    expect(topic).toContain('＠here see https: //evil.example');
    expect(topic).not.toMatch(/[\n\u202E`]|:\/\//);
  });

  it('is the same one under another key of the incident', async () => {
    const bridge = begin();
    const first = await bridge.open(request());
    expect(await bridge.open(request({ key: 'bridge:again' }))).toEqual(first);
    expect(zoom.meetings).toHaveLength(1);
  });

  it('never answers the link of the host', async () => {
    expect(JSON.stringify(await begin().open(request()))).not.toContain('zak');
  });
});

describe('when the answer to a new meeting is lost', () => {
  it.each(['done-reset', 'done-hang'] as const)('the same process opens it once (%s)', async (fault) => {
    const bridge = begin();
    await loseAnswer(fault, bridge);
    expect((await bridge.open(request())).url).toBe(zoom.meetings[0]?.joinUrl);
    expect(zoom.meetings).toHaveLength(1);
  });

  it('and so does another process, after the first was killed', async () => {
    await loseAnswer('done-reset', begin());
    expect((await begin().open(request())).url).toBe(zoom.meetings[0]?.joinUrl);
    expect(zoom.meetings).toHaveLength(1);
  });

  it('also where the host has more meetings than one page shows', async () => {
    const bridge = begin({ now: () => Date.now() });
    for (let n = 0; n < 350; n += 1) {
      const meeting = { topic: 'Planning', type: 2 as const, start_time: new Date().toISOString(), duration: 30 };
      const more = { settings: {}, id: n + 1, hostId: 'h', joinUrl: `https://zoom.example/j/${n}`, createdAt: 0 };
      zoom.meetings.push({ ...meeting, ...more });
    }
    zoom.vendor.passNext();
    zoom.vendor.passNext();
    zoom.vendor.passNext();
    zoom.vendor.failNext('done-reset');
    await expect(bridge.open(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    await begin().open(request());
    expect(zoom.meetings).toHaveLength(351);
  });
});

async function loseAnswer(fault: 'done-reset' | 'done-hang', bridge: ReturnType<typeof begin>): Promise<void> {
  // The token and the look for a meeting pass.
  zoom.vendor.passNext();
  zoom.vendor.passNext();
  zoom.vendor.failNext(fault);
  await expect(bridge.open(request())).rejects.toBeInstanceOf(ProviderUnavailable);
  expect(zoom.meetings).toHaveLength(1);
}

describe('the token', () => {
  it('is fetched once, however many ask at once', async () => {
    const bridge = begin();
    await Promise.all(Array.from({ length: 10 }, (_, n) => bridge.open(request({ incidentId: `i-${n}` }))));
    expect(zoom.tokensIssued).toBe(1);
    expect(zoom.meetings).toHaveLength(10);
  });

  it('is replaced shortly before it ends', async () => {
    let now = Date.now();
    const bridge = begin({ now: () => now });
    await bridge.open(request());
    now += 58 * 60_000;
    await bridge.open(request({ incidentId: 'i-2' }));
    expect(zoom.tokensIssued).toBe(1);
    now += 90_000;
    await bridge.open(request({ incidentId: 'i-3' }));
    expect(zoom.tokensIssued).toBe(2);
  });

  it('is replaced once where Zoom does not take it any more', async () => {
    const bridge = begin();
    await bridge.open(request());
    zoom.endTokens();
    await bridge.open(request({ incidentId: 'i-2' }));
    expect(zoom.tokensIssued).toBe(2);
    zoom.vendor.failNext(json(401, { code: 124, message: 'Invalid access token.' }));
    zoom.vendor.passNext();
    zoom.vendor.failNext(json(401, { code: 124, message: 'Invalid access token.' }));
    await expect(bridge.open(request({ incidentId: 'i-3' }))).rejects.toThrow('401 Invalid access token.');
  });
});

describe('a refusal', () => {
  it('names the settings of a wrong secret, and not the secret', async () => {
    const failure = begin({ clientSecret: 'wrong-secret' }).open(request());
    await expect(failure).rejects.toThrow(/Invalid client_id or client_secret .*MUSTER_ZOOM_CLIENT_SECRET/);
    await expect(failure).rejects.not.toThrow(/wrong-secret/);
  });

  it.each(['meeting:read:list_meetings:admin', 'meeting:write:meeting:admin'])('names the scope %s', async (scope) => {
    zoom.scopes.delete(scope);
    await expect(begin().open(request())).rejects.toThrow(new RegExp(`${scope}.*add the scope`));
  });

  it('names the user that is not there', async () => {
    await expect(begin({ user: 'nobody@example.com' }).open(request())).rejects.toThrow(/MUSTER_ZOOM_USER/);
  });

  it('does not wait until midnight for the daily limit', async () => {
    const bridge = begin();
    for (let n = 0; n < 100; n += 1) await bridge.open(request({ incidentId: `i-${n}` }));
    const failure = bridge.open(request());
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow(/daily rate limit .*MUSTER_ZOOM_USER/);
  });
});

describe('the standing link', () => {
  const standing = (changed: Partial<ZoomOptions> = {}, withinMs = 2_000) =>
    withStandingBridge({ bridge: begin(changed), standingUrl: STANDING, withinMs });

  it('is not used while Zoom works', async () => {
    expect((await standing().open(request())).url).toBe(zoom.meetings[0]?.joinUrl);
  });

  it.each([500, 403, 429])('is answered with the reason where Zoom says %d', async (status) => {
    zoom.vendor.failNext(json(status, { message: 'not today' }));
    const { url, note } = await standing().open(request());
    expect(url).toBe(STANDING);
    expect(note).toMatch(/using the standing link: Zoom .*not today/);
  });

  it('is answered after the time that people may wait', async () => {
    zoom.vendor.failNext('hang');
    const { url, note } = await standing({ withinMs: 60_000 }, 200).open(request());
    expect(url).toBe(STANDING);
    expect(note).toContain('no link within 0.2 s');
  });

  it('is no way around being called off', async () => {
    const reason = new Error('merged');
    await expect(standing().open(request(), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('where there is none, the failure is told and tried again', async () => {
    zoom.vendor.failNext(json(500, { message: 'not today' }));
    const bridge = withStandingBridge({ bridge: begin() });
    await expect(bridge.open(request())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect((await bridge.open(request())).url).toBe(zoom.meetings[0]?.joinUrl);
  });
});

test('what stands in the fake is shown as text', async () => {
  await begin().open(request({ title: '<script>alert(1)</script>' }));
  const page = await (await fetch(zoom.vendor.url)).text();
  expect(page).toContain('&#60;script&#62;');
  expect(page).not.toContain('<script>');
});
