/** Whether only people who showed who they are get in, and only for as long as that holds. */
import { aRoom, Browser } from './browser';

describe('on a machine that nobody else reaches', () => {
  test('one chooses who one is, and goes on to where one wanted to go', async () => {
    const { server } = aRoom();
    const browser = new Browser(server);
    const away = await browser.get('/incidents/x4tm?a=b');
    expect([away.status, away.location]).toEqual([303, '/sign-in?to=%2Fincidents%2Fx4tm%3Fa%3Db']);
    expect((await browser.get('/sign-in')).body).toContain('Grace Hopper');
    const back = await browser.send('/sign-in', { person: 'grace', to: '/incidents/x4tm?a=b' });
    expect([back.status, back.location]).toEqual([303, '/incidents/x4tm?a=b']);
    expect((await browser.get('/')).body).toContain('Grace Hopper');
  });

  test('the cookie can’t be read by script, and stays here', async () => {
    const { server } = aRoom();
    const { headers } = await new Browser(server).send('/sign-in', { person: 'grace' });
    expect(headers['set-cookie']).toMatch(/^muster=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=1209600$/);
    const encrypted = await new Browser(server, { 'x-forwarded-proto': 'https' }).send('/sign-in', { person: 'grace' });
    expect(encrypted.headers['set-cookie']).toMatch(/^__Host-muster=.*; Secure$/);
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'nobody is sent on to %s',
    async (to) => {
      const { server } = aRoom();
      expect((await new Browser(server).send('/sign-in', { person: 'grace', to })).location).toBe('/');
    },
  );

  test('nobody is somebody whom the directory does not know', async () => {
    const { server } = aRoom();
    const answer = await new Browser(server).send('/sign-in', { person: 'mallory' });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined]);
  });

  test('another site can sign nobody in', async () => {
    const { server } = aRoom();
    const browser = new Browser(server);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const answer = await browser.send('/sign-in', { person: 'grace' }, headers);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
    }
  });
});

describe('where people have tokens', () => {
  const signedIn = async (live = new Set(['grace', 'vera'])) => {
    const { server, visitors } = aRoom({}, { live });
    const browser = new Browser(server);
    const answer = await browser.send('/sign-in', { token: 'muster_grace', to: '/' });
    return { server, visitors, browser, answer, live };
  };

  test('the token signs in, and the page asks for nothing else', async () => {
    const { browser, answer } = await signedIn();
    expect(answer.status).toBe(303);
    expect((await browser.get('/you')).body).toContain('token grace');
  });

  test.each(['muster_nobody', 'grace', '', 'x y', 'ey.J.x'])('%j does not', async (token) => {
    const { server } = await signedIn();
    const answer = await new Browser(server).send('/sign-in', { token });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined]);
    expect(answer.body).not.toContain('Grace Hopper');
  });

  test('saying who one is does not either', async () => {
    const { server } = await signedIn();
    expect((await new Browser(server).send('/sign-in', { person: 'grace' })).status).toBe(401);
  });

  test('a token that is revoked signs out', async () => {
    const { browser, live } = await signedIn();
    expect((await browser.get('/')).status).toBe(200);
    live.delete('grace');
    expect((await browser.get('/')).status).toBe(303);
  });

  test('people see their sessions, and end them', async () => {
    const { server, browser, visitors } = await signedIn();
    const phone = new Browser(server, { 'user-agent': 'A lost phone' });
    await phone.send('/sign-in', { token: 'muster_grace' });
    const { body } = await browser.get('/you');
    expect(body).toContain('A lost phone');
    const [lost] = visitors.sessionsOf('grace').filter(({ device }) => device === 'A lost phone');
    await browser.sendFrom('/you', '/you/end', { session: lost?.id ?? '' });
    expect((await phone.get('/')).status).toBe(303);
    expect((await browser.get('/')).status).toBe(200);
    await browser.sendFrom('/you', '/you/end', {});
    expect((await browser.get('/')).status).toBe(303);
  });

  test('nobody ends a session of somebody else', async () => {
    const { server, browser, visitors } = await signedIn();
    const other = new Browser(server);
    await other.send('/sign-in', { token: 'muster_vera' });
    const [hers] = visitors.sessionsOf('vera');
    await browser.sendFrom('/you', '/you/end', { session: hers?.id ?? '' });
    expect((await other.get('/')).status).toBe(200);
  });

  test('a browser reads the API with its cookie, and acts only by forms', async () => {
    const { browser } = await signedIn();
    expect((await browser.get('/v1/incidents')).status).toBe(200);
    const act = await browser.send('/v1/incidents/x4tm/acknowledge', {}, { 'content-type': 'application/json' });
    expect(act.status).toBe(401);
  });
});
