import { signedHeaders } from '../../fakes/slack/members';
import { createHttpServer } from '../../../client/http/server';
import { addSlack } from '../../../client/http/slack/routes';
import { fakeIncidents, openDoors } from '../../support/client';

const OLD = 'the-old-secret-0123456789';
const NEW = 'the-new-secret-0123456789';
const NOW = Date.parse('2026-11-24T12:00:00Z');

/** A server whose handlers only count. The clock is the test's. */
function aServer() {
  let now = NOW;
  let handled = 0;
  const server = createHttpServer({ ...openDoors(), incidents: fakeIncidents() });
  const handle = () => {
    handled += 1;
    return {};
  };
  addSlack(server, {
    handlers: { interaction: handle, command: handle },
    signingSecrets: [NEW, OLD],
    onBug: () => undefined,
    now: () => now,
  });
  const send = async (body: string, headers: object, path = '/slack/commands'): Promise<number> =>
    (await server.inject({ method: 'POST', url: path, payload: body, headers: { ...headers } })).statusCode;
  const sign = (body: string, secret: string, secondsAgo = 0) =>
    signedHeaders(body, { secret, timestamp: NOW / 1000 - secondsAgo });
  return { server, send, sign, handled: () => handled, later: (seconds: number) => (now += seconds * 1000) };
}

const BODY = 'command=%2Fincident&text=list';

it('takes what is signed with either secret', async () => {
  const { send, sign, handled } = aServer();
  expect(await send(BODY, sign(BODY, NEW))).toBe(200);
  expect(await send(BODY, sign(BODY, OLD))).toBe(200);
  expect(handled()).toBe(2);
});

it('refuses a third secret, another body, and what is not signed', async () => {
  const { send, sign, handled } = aServer();
  const good = sign(BODY, NEW);
  expect(await send(BODY, sign(BODY, 'a-third-secret-0123456789'))).toBe(401);
  expect(await send(`${BODY}x`, good)).toBe(401);
  expect(await send(BODY, {})).toBe(401);
  expect(await send(BODY, { ...good, 'x-slack-signature': '' })).toBe(401);
  expect(await send(BODY, { ...good, 'x-slack-signature': 'v0=short' })).toBe(401);
  expect(await send(BODY, { ...good, 'x-slack-request-timestamp': 'NaN' })).toBe(401);
  expect(await send(BODY, { ...good, 'x-slack-request-timestamp': String(NOW / 1000 - 1) })).toBe(401);
  expect(handled()).toBe(0);
});

it('refuses what is older than five minutes, or from the future', async () => {
  const { send, sign, handled } = aServer();
  expect(await send(BODY, sign(BODY, NEW, 299))).toBe(200);
  expect(await send(BODY, sign(BODY, NEW, 301))).toBe(401);
  expect(await send(BODY, sign(BODY, NEW, -301))).toBe(401);
  expect(handled()).toBe(1);
});

it('answers a repeat within the window and does nothing; after it the repeat is too old', async () => {
  const { send, sign, handled, later } = aServer();
  const headers = sign(BODY, NEW);
  expect(await send(BODY, headers)).toBe(200);
  later(240);
  expect(await send(BODY, headers)).toBe(200);
  later(120);
  expect(await send(BODY, headers)).toBe(401);
  expect(handled()).toBe(1);
});

it('says in a problem what is wrong, and takes no other method', async () => {
  const { server } = aServer();
  const refused = await server.inject({ method: 'POST', url: '/slack/actions', payload: 'payload=%7B%7D' });
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(refused.json()).toMatchObject({ title: 'Unauthorized', detail: expect.stringMatching(/\.$/) as string });
  const wrong = await server.inject({ method: 'GET', url: '/slack/actions' });
  expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'POST']);
});

it('a body that is not JSON where it has to be is refused, signed or not', async () => {
  const { send, sign } = aServer();
  const body = 'payload=%7B';
  expect(await send(body, sign(body, NEW), '/slack/actions')).toBe(400);
  expect(await send('', sign('', NEW), '/slack/actions')).toBe(400);
});

it('leaves the other doors as they are: a form is no alert', async () => {
  const { server, sign } = aServer();
  const answer = await server.inject({
    method: 'POST',
    url: '/v1/alerts/alertmanager',
    payload: BODY,
    headers: sign(BODY, NEW),
  });
  expect(answer.statusCode).toBe(415);
});
