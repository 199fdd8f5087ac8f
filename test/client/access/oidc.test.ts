import { createOidc } from '../../../client/access/oidc';
import type { OidcSettings } from '../../../client/config';
import { NotAllowed, NotAuthenticated, Unreachable } from '../../../client/errors';
import { makeKeys, type Provider, startProvider, type Wish } from './identity-provider';

let provider: Provider;
beforeEach(async () => (provider = await startProvider()));
afterEach(() => provider.shut());

const anOidc = (changed: Partial<OidcSettings> = {}, options: { cooldownMs?: number } = {}) =>
  createOidc({ issuer: provider.issuer, audience: provider.audience, personClaim: 'email', ...changed }, options);

describe('a sign-in', () => {
  it('counts when the issuer has signed it for us', async () => {
    expect(await anOidc().verify(await provider.sign())).toEqual({ person: 'grace@example.com' });
  });

  it('is checked with keys from where the settings say', async () => {
    const jwksUrl = `${provider.issuer}/keys`;
    const oidc = anOidc({ issuer: 'https://id.example.com', jwksUrl });
    const token = await provider.sign({ issuer: 'https://id.example.com' });
    expect(await oidc.verify(token)).toEqual({ person: 'grace@example.com' });
  });

  it.each(['RS256', 'PS384', 'ES256', 'EdDSA'])('may be signed with %s', async (alg) => {
    provider.publish(await makeKeys('other', alg));
    expect(await anOidc().verify(await provider.sign())).toEqual({ person: 'grace@example.com' });
  });

  const bad: [string, Wish, RegExp][] = [
    ['of another issuer', { issuer: 'https://evil.example.com' }, /"iss"/],
    ['for another audience', { audience: 'payroll' }, /"aud"/],
    ['that is over', { expiresIn: -60 }, /"exp"/],
    ['that does not count yet', { notBefore: 120 }, /"nbf"/],
    ['without a mail address', { claims: { sub: '7' } }, /"email"/],
    ['with an empty mail address', { claims: { email: ' ' } }, /is missing or empty/],
    ['with a mail address that nobody has verified', { claims: { email: 'a@b.c', email_verified: false } }, /verified/],
    ...[false, 'false', 'False', 0, null, '', 1, 'yes'].map((said): [string, Wish, RegExp] => [
      `with a mail address that is verified: ${JSON.stringify(said)}`,
      { claims: { email: 'a@b.c', email_verified: said } },
      /has not verified/,
    ]),
    ['with an id as a mail address', { claims: { email: 'ingrid-solberg' } }, /not an email address/],
    ['with a name as a mail address', { claims: { email: 'Ingrid Solberg' } }, /not an email address/],
    ['with a list of mail addresses', { claims: { email: ['a@b.c'] } }, /is missing or empty/],
  ];
  it.each(bad)('%s is refused', async (_, wish, message) => {
    const refused = anOidc().verify(await provider.sign(wish));
    await expect(refused).rejects.toThrow(NotAuthenticated);
    await expect(refused).rejects.toThrow(message);
  });

  it.each([true, 'true'])('counts when its mail address is verified: %j', async (said) => {
    const claims = { email: 'grace@example.com', email_verified: said };
    expect(await anOidc().verify(await provider.sign({ claims }))).toEqual({ person: 'grace@example.com' });
  });

  it('counts when clocks differ by a few seconds', async () => {
    expect(await anOidc().verify(await provider.sign({ expiresIn: -10 }))).toEqual({ person: 'grace@example.com' });
    expect(await anOidc().verify(await provider.sign({ notBefore: 10 }))).toEqual({ person: 'grace@example.com' });
  });

  it('without an end is refused', async () => {
    const { SignJWT } = await import('jose');
    const { privateKey, alg, kid } = provider.keys();
    const endless = await new SignJWT({ email: 'grace@example.com' })
      .setProtectedHeader({ alg, kid })
      .setIssuer(provider.issuer)
      .setAudience('muster')
      .sign(privateKey);
    await expect(anOidc().verify(endless)).rejects.toThrow(/"exp"/);
  });

  it('that nobody signed is refused', async () => {
    const { UnsecuredJWT } = await import('jose');
    const unsigned = new UnsecuredJWT({ email: 'grace@example.com' })
      .setIssuer(provider.issuer)
      .setAudience('muster')
      .setExpirationTime('1h')
      .encode();
    await expect(anOidc().verify(unsigned)).rejects.toThrow(NotAuthenticated);
  });

  it('that is signed with the public key as if it were a password is refused', async () => {
    const { exportSPKI, SignJWT } = await import('jose');
    const { publicKey, kid } = provider.keys();
    const forged = await new SignJWT({ email: 'grace@example.com' })
      .setProtectedHeader({ alg: 'HS256', kid })
      .setIssuer(provider.issuer)
      .setAudience('muster')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(await exportSPKI(publicKey)));
    await expect(anOidc().verify(forged)).rejects.toThrow(NotAuthenticated);
    expect(provider.asked()).toBe(0);
  });

  it('whose text was changed is refused', async () => {
    const [header = '', , signature = ''] = (await provider.sign()).split('.');
    const claims = { email: 'ada@example.com', iss: provider.issuer, aud: 'muster', exp: 9e9 };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    await expect(anOidc().verify(`${header}.${changed}.${signature}`)).rejects.toThrow(NotAuthenticated);
  });

  it.each(['a.b.c', '...', 'eyJhbGciOiJSUzI1NiJ9.e30.'])('that is none is refused: %s', async (text) => {
    await expect(anOidc().verify(text)).rejects.toThrow(NotAuthenticated);
  });
});

describe('keys', () => {
  it('are asked for once, however many sign in', async () => {
    const oidc = anOidc();
    await Promise.all(Array.from({ length: 5 }, async () => oidc.verify(await provider.sign())));
    expect(provider.asked()).toBe(1);
  });

  it('that are unknown are asked for, but not more often than once in a while', async () => {
    const oidc = anOidc();
    await oidc.verify(await provider.sign());
    const unknown = await provider.sign({ keys: await makeKeys('unknown') });
    for (let n = 0; n < 3; n += 1) await expect(oidc.verify(unknown)).rejects.toThrow(NotAuthenticated);
    expect(provider.asked()).toBe(1);
  });

  it('may be exchanged', async () => {
    const oidc = anOidc({}, { cooldownMs: 0 });
    const before = await provider.sign();
    await oidc.verify(before);
    provider.publish(await makeKeys('second'));
    expect(await oidc.verify(await provider.sign())).toEqual({ person: 'grace@example.com' });
    await expect(oidc.verify(before)).rejects.toThrow(NotAuthenticated);
  });

  it('that can not be had are our trouble, not that of who signs in', async () => {
    const [oidc, token] = [anOidc(), await provider.sign()];
    await provider.shut();
    const refused = oidc.verify(token);
    await expect(refused).rejects.toThrow(Unreachable);
    await expect(refused).rejects.toThrow(`Can't fetch the keys of ${provider.issuer}`);
    await provider.open();
    expect(await oidc.verify(token)).toEqual({ person: 'grace@example.com' });
  });

  it('that were had go on counting when the provider is away', async () => {
    const [oidc, token] = [anOidc(), await provider.sign()];
    await oidc.verify(token);
    await provider.shut();
    expect(await oidc.verify(token)).toEqual({ person: 'grace@example.com' });
    await provider.open();
  });

  it('are not taken from an issuer who speaks for another', async () => {
    const oidc = anOidc({ issuer: `${provider.issuer}/` });
    const refused = oidc.verify(await provider.sign({ issuer: `${provider.issuer}/` }));
    await expect(refused).rejects.toThrow(Unreachable);
    await expect(refused).rejects.toThrow(`belongs to the issuer "${provider.issuer}"`);
  });
});

describe('the access that a sign-in gives', () => {
  it.each([
    ['responder', 'responder'],
    [['everybody', 'viewer', 'approver'], 'approver'],
  ])('is what the claim says: %j', async (groups, access) => {
    const oidc = anOidc({ accessClaim: 'groups' });
    const token = await provider.sign({ claims: { email: 'grace@example.com', groups } });
    expect(await oidc.verify(token)).toEqual({ person: 'grace@example.com', access });
  });

  it.each([undefined, 'boss', [], 7, { admin: true }])('is none where the claim is %j', async (groups) => {
    const oidc = anOidc({ accessClaim: 'groups' });
    const refused = oidc.verify(await provider.sign({ claims: { email: 'grace@example.com', groups } }));
    await expect(refused).rejects.toThrow(NotAllowed);
  });
});

it('takes the person from another claim', async () => {
  const token = await provider.sign({ claims: { preferred_username: 'grace' } });
  expect(await anOidc({ personClaim: 'preferred_username' }).verify(token)).toEqual({ person: 'grace' });
});
