/** Whether people sign in at an identity provider with a browser, and whether nobody gets in by what they did not begin. */
import axios from 'axios';
import { createGate } from '../../../client/access/create-gate';
import { createOidc } from '../../../client/access/oidc';
import { createProviderSignIn } from '../../../client/access/provider-sign-in';
import type { OidcClientSettings, OidcSettings } from '../../../client/config';
import { createVisitors } from '../../../client/access/visitors';
import { aDirectory, NO_TOKENS, sessionsInMemory } from '../../support/client';
import { type Provider, REGISTERED, startProvider } from '../access/identity-provider';
import { aRoom, Browser } from './browser';

let provider: Provider;
beforeEach(async () => (provider = await startProvider()));
afterEach(() => provider.shut());

/** A room whose people sign in at the provider. */
function aRoomBehind(changed: Partial<OidcSettings> = {}, client: OidcClientSettings = REGISTERED) {
  const settings = { issuer: provider.issuer, audience: 'muster', personClaim: 'email', ...changed };
  const oidc = createOidc(settings);
  const directory = aDirectory();
  const gate = createGate({ tokens: NO_TOKENS, directory, oidc, loopback: true });
  const visitors = createVisitors({ tokens: NO_TOKENS, directory, oidc, loopback: true, store: sessionsInMemory() });
  const way = { ...createProviderSignIn(settings, client, oidc), signedIn: gate.signedIn };
  const { server } = aRoom({}, { gate, visitors, directory, provider: way });
  return { server, visitors };
}

/** Goes to the provider and comes back with what it answered. */
async function away(browser: Browser, to = '/past'): Promise<string> {
  const { location = '' } = await browser.get(`/sign-in/provider?to=${encodeURIComponent(to)}`);
  return fromProvider(location);
}

async function fromProvider(address: string): Promise<string> {
  const answer = await axios.get(address, { maxRedirects: 0, validateStatus: () => true });
  const { pathname, search } = new URL(String(answer.headers['location']));
  return `${pathname}${search}`;
}

test('the provider’s button signs in, and leads to where one wanted to go', async () => {
  const browser = new Browser(aRoomBehind().server);
  expect((await browser.get('/sign-in?to=%2Fpast')).body).toContain('href="/sign-in/provider?to=%2Fpast"');
  const back = await browser.get(await away(browser));
  expect([back.status, back.location]).toEqual([303, '/past']);
  expect((await browser.get('/you')).body).toContain('Grace Hopper');
});

test('without a secret of ours the code is enough, with its verifier', async () => {
  const { secret: _none, ...client } = REGISTERED;
  const browser = new Browser(aRoomBehind({}, client).server);
  const refused = await browser.get(await away(browser));
  // This provider wants the secret; what counts is that we did not invent one.
  expect([refused.status, refused.body]).toEqual([401, expect.stringContaining('invalid_client')]);
});

test('a link to the sign-in leads nowhere else', async () => {
  const browser = new Browser(aRoomBehind().server);
  expect((await browser.get(await away(browser, '//evil.example'))).location).toBe('/');
});

test('what somebody else began signs nobody in', async () => {
  const { server } = aRoomBehind();
  const [mallory, grace] = [new Browser(server), new Browser(server)];
  const theirs = await away(mallory);
  expect((await grace.get(theirs)).status).toBe(401);
  await away(grace);
  const answer = await grace.get(theirs);
  expect([answer.status, answer.body]).toEqual([401, expect.stringContaining('not begun in this browser')]);
  expect((await grace.get('/')).status).toBe(303);
});

test('a code counts once', async () => {
  const { server } = aRoomBehind();
  const browser = new Browser(server);
  const back = await away(browser);
  expect((await browser.get(back)).status).toBe(303);
  expect((await browser.get(back)).status).toBe(401);
});

test.each([
  ['an answer of another issuer', { iss: 'https://evil.example' }, 401],
  ['a refusal of the provider', { refuse: 'access_denied' }, 401],
  ['a token of another issuer', { issuer: 'https://evil.example' }, 401],
  ['a token for another program', { audience: 'payroll' }, 401],
  ['a token for several, made for another', { audience: [REGISTERED.id, 'payroll'], claims: { azp: 'payroll' } }, 401],
  ['a token for several that says nothing of for whom', { audience: [REGISTERED.id, 'payroll'] }, 401],
  ['another nonce', { claims: { nonce: 'x' } }, 401],
  ['a token that is over', { expiresIn: -60 }, 401],
  ['an address that is not verified', { claims: { email_verified: false } }, 401],
  ['an address of which nothing is said', { claims: { email_verified: undefined } }, 401],
  ['an address that is verified in words', { claims: { email_verified: 'true' } }, 401],
  ['somebody whom the directory does not know', { claims: { email: 'mallory@example.com' } }, 403],
] as const)('%s signs nobody in', async (_, wish, status) => {
  Object.assign(provider.login, wish);
  const browser = new Browser(aRoomBehind().server);
  const answer = await browser.get(await away(browser));
  expect([answer.status, String(answer.headers['set-cookie'])]).toEqual([
    status,
    expect.not.stringMatching(/muster=\w/),
  ]);
  expect((await browser.get('/')).status).toBe(303);
});

test('what the provider says of a refusal is a word of the standard, or is not shown', async () => {
  provider.login.refuse = '<script>alert(1)</script>';
  const browser = new Browser(aRoomBehind().server);
  expect((await browser.get(await away(browser))).body).toContain('(an error without a name)');
});

test('while the provider is away, the page says so and takes a token', async () => {
  const { server } = aRoomBehind();
  await provider.shut();
  const answer = await new Browser(server).get('/sign-in/provider');
  expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('Your token')]);
  await provider.open();
});

test('the sign-in lasts a day at work, with the access that it gives', async () => {
  provider.login.claims = { level: 'viewer' };
  const { server, visitors } = aRoomBehind({ accessClaim: 'level' });
  const browser = new Browser(server);
  await browser.get(await away(browser));
  const [session] = visitors.sessionsOf('grace');
  expect(session).toMatchObject({ by: { kind: 'oidc' }, access: 'viewer' });
  expect((session?.expiresAt ?? 0) - (session?.createdAt ?? 0)).toBe(12 * 3_600_000);
});
