import type { ZoomOptions } from '../../../../activities/adapters/zoom';
import { createZoomCheck } from '../../../../activities/adapters/zoom/check';
import { json } from '../../../fakes/vendor';
import { FakeZoom, type FakeZoomOptions, ZOOM_SCOPES } from '../../../fakes/zoom/fake-zoom';
import { found, NOWHERE } from '../found';

let zoom: FakeZoom;

const begin = async (options: FakeZoomOptions = {}) => {
  zoom = await FakeZoom.start(options);
};

afterEach(() => zoom.stop());

const checked = (options: Partial<ZoomOptions> = {}) =>
  found(createZoomCheck({ ...zoom.settings, user: 'bridges@example.com', withinMs: 5_000, ...options }));

test('the token, its scopes and the host; no meeting is made', async () => {
  await begin();
  expect(await checked()).toEqual([
    'ok Zoom: issues a token',
    'ok Zoom, scopes: all needed scopes granted',
    'ok Zoom, host bridges@example.com: found, and its meetings can be listed',
  ]);
  expect(zoom.meetings).toEqual([]);
  expect(zoom.vendor.requests.map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`)).toEqual([
    'POST /oauth/token',
    'GET /v2/users/bridges%40example.com/meetings',
  ]);
});

test('each scope that is missing is named, and without the one to look the host is not looked at', async () => {
  await begin({ scopes: ['user:read:user:admin'] });
  expect((await checked()).slice(1)).toEqual([
    expect.stringMatching(/^error Zoom, scopes: meeting:read:list_meetings:admin is missing \(checks whether/),
    expect.stringMatching(/^error Zoom, scopes: meeting:write:meeting:admin is missing \(creates the meeting\)/),
    'note Zoom, host bridges@example.com: can’t be checked without the scope',
  ]);
  zoom.scopes.add('meeting:read:list_meetings:admin');
  expect((await checked()).slice(1)).toEqual([
    expect.stringMatching(/^error Zoom, scopes: meeting:write:meeting:admin is missing/),
    expect.stringMatching(/^ok Zoom, host/),
  ]);
});

test('the scopes of older apps give the same', async () => {
  await begin({ scopes: ['meeting:read:admin', 'meeting:write:admin'] });
  expect((await checked()).slice(1)).toEqual([
    'ok Zoom, scopes: all needed scopes granted',
    expect.stringMatching(/^ok Zoom, host/),
  ]);
});

test('a token that says nothing of its scopes', async () => {
  await begin();
  const token = { access_token: 'canary-unknown', expires_in: 3_600 };
  zoom.vendor.failNext(json(200, token));
  const [, scopes, host] = await checked();
  expect(scopes).toBe('note Zoom, scopes: Zoom did not report which scopes the token has');
  // The token is not Zoom's own: it is replaced once, as the bridge does.
  expect(host).toMatch(/^ok Zoom, host/);
});

test('a host who is not there', async () => {
  await begin();
  expect((await checked({ user: 'nobody@example.com' })).at(-1)).toMatch(
    /^error Zoom, host nobody@example.com: Zoom refused: 404 User does not exist: .*set MUSTER_ZOOM_USER to a user of the account$/,
  );
});

test.each([
  [
    'another secret',
    { clientSecret: 'canary-other' },
    /400 Invalid client_id or client_secret .*MUSTER_ZOOM_CLIENT_SECRET/,
  ],
  ['another account', { accountId: 'other' }, /refused: 400 Bad Request .*check MUSTER_ZOOM_ACCOUNT_ID/],
  ['nobody there', { oauthUrl: `${NOWHERE}/oauth/token` }, /not available: connection refused$/],
])('%s', async (_what, options, told) => {
  await begin();
  await expect(checked(options)).rejects.toThrow(told);
  await expect(checked(options)).rejects.not.toThrow(/canary/);
});

test.each([
  ['an odd token', json(200, { token: 'x' }), /unexpected response: 200/],
  ['a web page', { status: 200, body: '<html>sign in' }, /unexpected response: 200 <html>/],
  ['too many', json(429, { message: 'slow down' }), /not available: 429 slow down/],
])('%s', async (_what, answer, told) => {
  await begin();
  zoom.vendor.failNext(answer);
  await expect(checked()).rejects.toThrow(told);
});

test('an odd list and an API that is away are about the host', async () => {
  await begin({ scopes: ZOOM_SCOPES });
  zoom.vendor.passNext();
  zoom.vendor.failNext(json(200, { meetings: 'none' }));
  expect((await checked()).at(-1)).toMatch(/^error Zoom, host .*: Zoom refused: unexpected response: 200/);
  expect((await checked({ apiUrl: NOWHERE })).at(-1)).toMatch(/^error Zoom, host .*not available: connection refused$/);
});

test('not configured', async () => {
  await begin();
  expect(await found(createZoomCheck(undefined))).toEqual([expect.stringMatching(/^note Zoom: not configured/)]);
});
