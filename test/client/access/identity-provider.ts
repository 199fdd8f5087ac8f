import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { CryptoKey, JWTPayload } from 'jose' with { 'resolution-mode': 'import' };

/** A key pair of the provider, by the name under which it publishes the public half. */
interface Keys {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

export async function makeKeys(kid: string, alg = 'RS256'): Promise<Keys> {
  const { generateKeyPair } = await import('jose');
  return { kid, alg, ...(await generateKeyPair(alg, { extractable: true })) };
}

/** What the provider would sign, and what a test wants to be different about it. */
export interface Wish {
  claims?: JWTPayload;
  keys?: Keys;
  /** Seconds from now. */
  expiresIn?: number;
  notBefore?: number;
  issuer?: string;
  audience?: string | string[];
}

/** How we are registered there. */
export const REGISTERED = {
  id: 'muster-room',
  secret: 'p@ss word+1',
  scope: 'openid email',
  redirectUri: 'http://muster.example/sign-in/callback',
};

interface Grant {
  challenge: string;
  nonce: string;
}

/**
 * An OpenID provider on loopback: discovery, keys that can be exchanged, signed tokens, sign-ins by authorization code as strict
 * as the standards; and it can be shut.
 */
export async function startProvider() {
  const { exportJWK, SignJWT } = await import('jose');
  let published = [await makeKeys('first')];
  let asked = 0;
  let origin = '';
  /** Who signs in next, and what the test wants to be different about it. */
  const login: Wish & { refuse?: string; iss?: string; redirectUri?: string } = {};
  const grants = new Map<string, Grant>();

  /** Where the browser goes next, or why it stays here. */
  const authorize = (query: URLSearchParams): string => {
    const asked = Object.fromEntries(query);
    const { state = '', nonce = '', code_challenge: challenge = '' } = asked;
    const redirectUri = login.redirectUri ?? REGISTERED.redirectUri;
    if (asked['client_id'] !== REGISTERED.id) throw new Error('unknown client_id');
    if (asked['redirect_uri'] !== redirectUri) throw new Error('this redirect_uri is not registered');
    const back = new URL(redirectUri);
    back.searchParams.set('state', state);
    back.searchParams.set('iss', login.iss ?? origin);
    const isSound =
      asked['response_type'] === 'code' &&
      asked['code_challenge_method'] === 'S256' &&
      (asked['scope'] ?? '').split(' ').includes('openid') &&
      [state, nonce, challenge].every((value) => /^[\w-]{43}$/.test(value));
    const refused = login.refuse ?? (isSound ? undefined : 'invalid_request');
    if (refused !== undefined) {
      back.searchParams.set('error', refused);
      return back.href;
    }
    const code = randomBytes(16).toString('hex');
    grants.set(code, { challenge, nonce });
    back.searchParams.set('code', code);
    return back.href;
  };

  /** Trades a code once, for whoever began with it. */
  const trade = async (request: IncomingMessage): Promise<[status: number, answer: object]> => {
    const form = new URLSearchParams(await text(request));
    const pair = [REGISTERED.id, REGISTERED.secret].map((part) => encodeURIComponent(part).replaceAll('%20', '+'));
    if (request.headers.authorization !== `Basic ${Buffer.from(pair.join(':')).toString('base64')}`)
      return [401, { error: 'invalid_client' }];
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isSound =
      request.method === 'POST' &&
      request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true &&
      form.get('grant_type') === 'authorization_code' &&
      form.get('redirect_uri') === (login.redirectUri ?? REGISTERED.redirectUri);
    if (grant === undefined || grant.challenge !== challenge || !isSound) return [400, { error: 'invalid_grant' }];
    const claims = { nonce: grant.nonce, email: 'grace@example.com', email_verified: true, ...login.claims };
    const idToken = await sign({ audience: REGISTERED.id, ...login, claims });
    return [200, { id_token: idToken, access_token: 'opaque', token_type: 'Bearer', expires_in: 600 }];
  };

  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname === '/.well-known/openid-configuration') {
      const endpoints = { authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token` };
      const more = { authorization_response_iss_parameter_supported: true };
      response.end(JSON.stringify({ issuer: origin, jwks_uri: `${origin}/keys`, ...endpoints, ...more }));
      return;
    }
    if (pathname === '/authorize') {
      response.writeHead(302, { location: authorize(searchParams) }).end();
      return;
    }
    if (pathname === '/token') {
      void trade(request).then(([status, answer]) => response.writeHead(status).end(JSON.stringify(answer)));
      return;
    }
    asked += 1;
    void Promise.all(
      published.map(async ({ kid, alg, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' })),
    ).then((keys) => response.end(JSON.stringify({ keys })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const { port } = address;
  origin = `http://127.0.0.1:${port.toString()}`;

  const sign = ({
    claims = { email: 'grace@example.com' },
    keys = published[0],
    ...wish
  }: Wish = {}): Promise<string> => {
    if (keys === undefined) throw new Error('There are keys.');
    const now = Math.floor(Date.now() / 1000);
    const jwt = new SignJWT(claims)
      .setProtectedHeader({ alg: keys.alg, kid: keys.kid })
      .setIssuer(wish.issuer ?? origin)
      .setAudience(wish.audience ?? 'muster')
      .setIssuedAt(now)
      .setExpirationTime(now + (wish.expiresIn ?? 600));
    if (wish.notBefore !== undefined) jwt.setNotBefore(now + wish.notBefore);
    return jwt.sign(keys.privateKey);
  };

  const shut = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    issuer: origin,
    audience: 'muster',
    /** How often the keys were asked for. */
    asked: () => asked,
    keys: (): Keys => {
      const [keys] = published;
      if (keys === undefined) throw new Error('There are keys.');
      return keys;
    },
    publish: (...keys: Keys[]) => (published = keys),
    sign,
    login,
    shut,
    /** Answers again, at the same address. */
    open: async (): Promise<void> => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

export type Provider = Awaited<ReturnType<typeof startProvider>>;
