import { ACTIONS } from '../../../../client/actions/incident-actions';
import { NotFound, Refused, Unanswered, Unreachable } from '../../../../client/errors';
import type { By, IncidentClient } from '../../../../client/incidents/api';
import { api } from './over-http';

describe('who calls', () => {
  test.each([
    ['GET', '/v1/incidents'],
    ['GET', '/v1/incidents/x4tm'],
    ['GET', '/v1/incidents/x4tm/record.json'],
    ['GET', '/v1/events'],
    ['GET', '/v1/on-call'],
    ['POST', '/v1/incidents'],
    ...Object.values(ACTIONS).map(({ path }): ['POST', string] => [
      'POST',
      `/v1/incidents/x4tm/${path.replace(/[{}]/g, '')}`,
    ]),
  ] as const)('%s %s lets nobody in without a token', async (method, url) => {
    const { ask } = api();
    const answer = await ask(method, url, method === 'POST' ? {} : undefined, { authorization: 'Bearer bad' });
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(answer.json()).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'Show a token.' });
  });

  test('a viewer may look and do nothing', async () => {
    const { ask } = api({}, { access: 'viewer' });
    expect((await ask('GET', '/v1/incidents')).statusCode).toBe(200);
    for (const [url, body] of [
      ['/v1/incidents', { title: 'x' }],
      ['/v1/incidents/x4tm/acknowledge', {}],
      ['/v1/incidents/x4tm/post-mortem', { do: 'hold' }],
    ] as const) {
      const answer = await ask('POST', url, body);
      expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
        403,
        `grace can't do that: it takes "responder" access, and grace has "viewer" (token t7k2).`,
      ]);
    }
  });

  test('the workflow hears who it is, on which way, and what they may do', async () => {
    const heard: By[] = [];
    const act: IncidentClient['act'] = (_ref, by) => {
      heard.push(by);
      return Promise.resolve({ incidentId: 'i', actId: 'a', text: 'Done.' });
    };
    await api({ act }, { access: 'approver' }).ask('POST', '/v1/incidents/x4tm/acknowledge');
    expect(heard).toEqual([{ person: 'grace', via: 'api', access: 'approver' }]);
  });
});

describe('what can go wrong', () => {
  const failing = (error: Error) => api({ act: () => Promise.reject(error), show: () => Promise.reject(error) });

  const FAILURES: [Error, number][] = [
    [new NotFound('There is no incident x4tm.'), 404],
    [new Refused('It is already P2.'), 409],
    [new Unreachable('Temporal does not answer.'), 503],
    [new Unanswered('No worker.'), 503],
    [new TypeError('secret'), 500],
  ];
  test.each(FAILURES)('%s: %s', async (error, status) => {
    const answer = await failing(error).ask('POST', '/v1/incidents/x4tm/notes', { text: 'x' });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
    expect(answer.body.includes('secret')).toBe(false);
  });

  test('a body that does not fit: each mistake with its place', async () => {
    const answer = await api().ask('POST', '/v1/incidents/x4tm/severity', { severity: 9, why: 1 });
    expect(answer.statusCode).toBe(422);
    const { errors } = answer.json<{ errors: { path: string }[] }>();
    expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['severity', 'reason']));
  });

  test.each([
    ['no JSON', '{"text": ', 400],
    ['no text', '{"text": "  "}', 422],
    ['a field that nobody knows', '{"text": "x", "admin": true}', 422],
    ['__proto__', '{"text": "x", "__proto__": {}}', 400],
    ['too long a text', JSON.stringify({ text: 'x'.repeat(5_000) }), 422],
    ['too long a body', JSON.stringify({ text: 'x'.repeat(300_000) }), 413],
  ])('%s', async (_what, payload, status) => {
    expect((await api().ask('POST', '/v1/incidents/x4tm/notes', payload)).statusCode).toBe(status);
  });

  test('a form is no JSON', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await api().ask('POST', '/v1/incidents/x4tm/notes', 'text=x', headers)).statusCode).toBe(415);
  });

  test.each([
    [200, 200],
    [201, 414],
  ])('a task whose name has %i characters: %i', async (length, status) => {
    const url = `/v1/incidents/x4tm/tasks/${'t'.repeat(length)}`;
    expect((await api().ask('POST', url, { outcome: 'done' })).statusCode).toBe(status);
  });

  test.each([
    [`/v1/incidents/x4tm/tasks/${'t'.repeat(300)}`, 414, 'The path is too long.'],
    ['/v1/incidents/%E0%A4%A', 400, 'Malformed request.'],
  ])('what the router refuses is a problem like any other: %#', async (url, status, detail) => {
    const answer = await api().ask('POST', url, {});
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/problem\+json/) as string,
      'x-content-type-options': 'nosniff',
    });
    expect(answer.json()).toMatchObject({ status, detail });
  });

  test('of a body full of mistakes the first ones are told', async () => {
    const facts = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`fact${n}`, true]));
    const nonsense = Object.fromEntries(Object.keys(facts).map((name) => [name, 'x']));
    for (const payload of [
      { title: 'Down', facts },
      { title: 'Down', facts: nonsense },
      { title: 'Down', ...facts },
    ]) {
      const answer = await api().ask('POST', '/v1/incidents', payload);
      expect(answer.statusCode).toBe(422);
      expect(answer.body.length).toBeLessThan(50_000);
    }
    const answer = await api().ask('POST', '/v1/incidents', { title: 'Down', facts });
    expect(answer.json<{ errors: unknown[] }>().errors).toHaveLength(11);
    expect(answer.json<{ errors: unknown[] }>().errors[10]).toEqual({ path: '', message: 'and 9990 more' });
  });

  test('somebody who is not in the directory can not be made the lead', async () => {
    const answer = await api().ask('POST', '/v1/incidents/x4tm/assign', { person: 'nobody' });
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      409,
      'nobody is not in the directory.',
    ]);
  });

  test('an act that no worker has answered yet is accepted, not done', async () => {
    const act: IncidentClient['act'] = () =>
      Promise.resolve({ incidentId: 'i', actId: 'a', text: 'Recorded.', pending: true });
    expect((await api({ act }).ask('POST', '/v1/incidents/x4tm/acknowledge')).statusCode).toBe(202);
  });

  test('nothing that is answered can be shown as a page or kept', async () => {
    const { headers } = await api().ask('GET', '/v1/incidents/x4tm');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('no answer', () => {
  const unanswered = () => Promise.reject(new Unanswered('No worker.'));

  test('to an act: how to repeat it', async () => {
    const answer = await api({ act: unanswered }).ask('POST', '/v1/incidents/x4tm/notes', { text: 'x' });
    expect(answer.json<{ detail: string }>().detail).toMatch(
      /^No worker\. It may still take effect\. .*Idempotency-Key/,
    );
  });

  test('to a question: nothing that could take effect', async () => {
    const answer = await api({ show: unanswered }).ask('GET', '/v1/incidents/x4tm');
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([503, 'No worker.']);
  });
});
