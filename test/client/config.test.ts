import { ConfigInvalid, readConfig } from '../../client/config';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

it('needs nothing to be set', () => {
  expect(readConfig({ MUSTER_SPEED: '' })).toEqual({
    home: resolve('.muster'),
    host: '127.0.0.1',
    logLevel: 'info',
    port: 8080,
    temporalPort: 7233,
    policy: join(root, 'policy', 'release-manager.yaml'),
    directory: join(root, 'examples', 'release-manager', 'directory.yaml'),
    speed: 1,
    continueAfterEvents: 1_000,
    tokens: resolve('.muster', 'tokens.json'),
  });
});

it('takes what is set', () => {
  expect(readConfig({ MUSTER_PORT: '1', MUSTER_SPEED: '60.5', MUSTER_POLICY: 'p.yaml' })).toMatchObject({
    port: 1,
    speed: 60.5,
    policy: resolve('p.yaml'),
  });
});

it.each([
  ['MUSTER_PORT', '99999', 'a port (a whole number from 1 to 65535)'],
  ['MUSTER_TEMPORAL_PORT', 'x', 'a port (a whole number from 1 to 65535)'],
  ['MUSTER_SPEED', '0', 'a number greater than 0'],
  ['MUSTER_SPEED', 'Infinity', 'a number greater than 0'],
  ['MUSTER_CONTINUE_AFTER_EVENTS', '1.5', 'a whole number from 10 to 40000'],
  ['MUSTER_OIDC_ISSUER', 'http://id.example.com', 'an address with https (http on this machine only)'],
  ['MUSTER_OIDC_JWKS_URL', 'keys', 'an address with https (http on this machine only)'],
  ['MUSTER_LOG_LEVEL', 'loud', 'one of trace, debug, info, warn, error'],
  ['MUSTER_WORKER_METRICS', 'http://worker:9464', 'host:port, such as 127.0.0.1:9464'],
])('names %s when it is %s', (name, value, wanted) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigInvalid);
  expect(() => readConfig({ [name]: value })).toThrow(`${name} is "${value}"; it must be ${wanted}.`);
});

const issuer = 'https://id.example.com';

it('takes an identity provider', () => {
  const env = { MUSTER_OIDC_ISSUER: issuer, MUSTER_OIDC_AUDIENCE: 'muster' };
  expect(readConfig(env).oidc).toEqual({ issuer, audience: 'muster', personClaim: 'email' });
  const more = {
    MUSTER_OIDC_JWKS_URL: `${issuer}/keys`,
    MUSTER_OIDC_PERSON_CLAIM: 'sub',
    MUSTER_OIDC_ACCESS_CLAIM: 'g',
  };
  expect(readConfig({ ...env, ...more }).oidc).toEqual({
    ...{ issuer, audience: 'muster', jwksUrl: `${issuer}/keys`, personClaim: 'sub', accessClaim: 'g' },
  });
});

it.each([
  [{ MUSTER_OIDC_ISSUER: issuer }, 'MUSTER_OIDC_AUDIENCE'],
  [{ MUSTER_OIDC_AUDIENCE: 'muster' }, 'MUSTER_OIDC_ISSUER'],
  [{ MUSTER_OIDC_ACCESS_CLAIM: 'groups' }, 'MUSTER_OIDC_ISSUER'],
])('takes no half of one: %j', (env, missing) => {
  expect(() => readConfig(env)).toThrow(`${missing} is not set. An identity provider needs both`);
});

describe('the client at the identity provider', () => {
  const provider = { MUSTER_OIDC_ISSUER: issuer, MUSTER_OIDC_AUDIENCE: 'muster', MUSTER_OIDC_CLIENT_ID: 'room' };

  it('is sent back to where people reach Muster, else to this machine', () => {
    const redirectUri = 'http://127.0.0.1:8080/sign-in/callback';
    expect(readConfig(provider).oidc?.client).toEqual({ id: 'room', scope: 'openid email', redirectUri });
    const more = {
      MUSTER_PUBLIC_URL: 'https://muster.example.com',
      MUSTER_OIDC_CLIENT_SECRET: 's',
      MUSTER_OIDC_SCOPE: 'openid groups',
    };
    expect(readConfig({ ...provider, ...more }).oidc?.client).toEqual({
      ...{ id: 'room', secret: 's', scope: 'openid groups' },
      redirectUri: 'https://muster.example.com/sign-in/callback',
    });
  });

  it.each([
    [{ MUSTER_HOST: '0.0.0.0' }, 'MUSTER_PUBLIC_URL is ""'],
    [{ MUSTER_PUBLIC_URL: 'http://muster.example.com' }, 'MUSTER_PUBLIC_URL is "http://muster.example.com"'],
    [{ MUSTER_OIDC_CLIENT_ID: '', MUSTER_OIDC_CLIENT_SECRET: 's' }, 'MUSTER_OIDC_CLIENT_ID is not set'],
    [{ MUSTER_OIDC_ISSUER: '' }, 'MUSTER_OIDC_ISSUER is not set'],
  ])('is refused with %j', (changed, said) => {
    expect(() => readConfig({ ...provider, ...changed })).toThrow(said);
  });
});
