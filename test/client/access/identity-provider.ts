import { once } from 'node:events';
import { createServer } from 'node:http';
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
  audience?: string;
}

/** An OpenID provider on loopback: discovery, keys that can be exchanged, signed tokens; and it can be shut. */
export async function startProvider() {
  const { exportJWK, SignJWT } = await import('jose');
  let published = [await makeKeys('first')];
  let asked = 0;
  let origin = '';
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: origin, jwks_uri: `${origin}/keys` }));
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
    sign({ claims = { email: 'grace@example.com' }, keys = published[0], ...wish }: Wish = {}): Promise<string> {
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
    },
    shut,
    /** Answers again, at the same address. */
    open: async (): Promise<void> => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

export type Provider = Awaited<ReturnType<typeof startProvider>>;
