import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InjectOptions } from 'fastify';
import fc from 'fast-check';
import { ACTIONS } from '../../../client/actions/incident-actions';
import type { Gate } from '../../../client/access/gate';
import { NotAuthenticated, NotFound, Refused, Unanswered, Unreachable } from '../../../client/errors';
import { Listing, pageOf } from '../../../client/http/api/listing';
import { createHttpServer, type HttpServerOptions } from '../../../client/http/server';
import type { By, IncidentClient } from '../../../client/incidents';
import type { Access } from '../../../domain/access';
import type { PostMortemView } from '../../../domain/post-mortem-view';
import { aSummary, aView, fakeIncidents, NOW, openDoors } from '../fixtures';

const gateOf = (access: Access): Gate => ({
  person: ({ authorization }) =>
    authorization === 'Bearer good'
      ? Promise.resolve({ person: 'grace', access, proof: 'token t7k2' })
      : Promise.reject(new NotAuthenticated('Show a token.')),
  source: () => Promise.resolve('missing'),
});

function api(changed: Partial<IncidentClient> = {}, options: Partial<HttpServerOptions> & { access?: Access } = {}) {
  const { access = 'lead', ...more } = options;
  const bugs: unknown[] = [];
  const server = createHttpServer({
    ...openDoors(),
    gate: gateOf(access),
    incidents: fakeIncidents(changed),
    now: () => NOW,
    onBug: (bug) => bugs.push(bug),
    ...more,
  });
  const ask = (method: 'GET' | 'POST', url: string, payload?: object | string, headers: Record<string, string> = {}) =>
    server.inject({
      method,
      url,
      headers: {
        authorization: 'Bearer good',
        ...(typeof payload === 'string' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    } satisfies InjectOptions);
  return { server, ask, bugs };
}

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
        'grace may only look (token t7k2).',
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
    [new Refused('It is P2 already.'), 409],
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
    const answer = await api().ask('POST', '/v1/incidents/x4tm/severity', { severity: 'P9', why: 1 });
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

  test('somebody who is not in the directory can not be made the lead', async () => {
    const answer = await api().ask('POST', '/v1/incidents/x4tm/assign', { person: 'nobody' });
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      409,
      'Nobody in the directory is called nobody.',
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
      /^No worker\. It may still take effect; .*Idempotency-Key/,
    );
  });

  test('to a question: nothing that could take effect', async () => {
    const answer = await api({ show: unanswered }).ask('GET', '/v1/incidents/x4tm');
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([503, 'No worker.']);
  });
});

describe('the same key again', () => {
  const acting = () => {
    const ids: (string | undefined)[] = [];
    const act: IncidentClient['act'] = (_ref, { actId }) => {
      ids.push(actId);
      return Promise.resolve({ incidentId: 'i', actId: 'a', text: 'Done.' });
    };
    return { ...api({ act }), ids };
  };
  const KEY = { 'idempotency-key': 'k1' };

  test('is the same act', async () => {
    const { ask, ids } = acting();
    for (let n = 0; n < 3; n += 1) await ask('POST', '/v1/incidents/x4tm/notes', { text: 'x' }, KEY);
    expect(ids[0]).toMatch(/^api-[0-9a-f]{40}$/);
    expect(new Set(ids).size).toBe(1);
  });

  test('without a key each is an act of its own', async () => {
    const { ask, ids } = acting();
    await ask('POST', '/v1/incidents/x4tm/notes', { text: 'x' });
    expect(ids).toEqual([undefined]);
  });

  test('may be kept by whoever mends a mistake', async () => {
    const { ask } = acting();
    const move = (at: string) => ask('POST', '/v1/incidents/x4tm/post-mortem', { do: 'move', at }, KEY);
    expect((await move('soon')).statusCode).toBe(422);
    expect((await move('2026-12-01T10:00Z')).statusCode).toBe(200);
  });

  test.each([
    ['another body', '/v1/incidents/x4tm/notes', { text: 'y' }],
    ['another path', '/v1/incidents/x4tm/updates', { text: 'x' }],
    ['another incident', '/v1/incidents/aaaa/notes', { text: 'x' }],
  ])('for %s is refused', async (_what, url, body) => {
    const { ask, ids } = acting();
    await ask('POST', '/v1/incidents/x4tm/notes', { text: 'x' }, KEY);
    const answer = await ask('POST', url, body, KEY);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] });
    expect(ids).toHaveLength(1);
  });
});

describe('declaring', () => {
  test('answers where the incident is', async () => {
    const asked: unknown[] = [];
    const declare: IncidentClient['declare'] = (by, declaration) => {
      asked.push(by, declaration);
      return Promise.resolve({ address: 'a-7f3k2a9q', incidentId: 'a-7f3k2a9q-x4tm' });
    };
    const answer = await api({ declare }).ask('POST', '/v1/incidents', {
      title: 'Nobody can log in',
      severity: 'P1',
      facts: { usersAffectedPercent: 40 },
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([201, '/v1/incidents/a-7f3k2a9q-x4tm']);
    expect(asked[1]).toEqual({ title: 'Nobody can log in', severity: 'P1', facts: { usersAffectedPercent: 40 } });
  });

  test('a fact that the policy does not have is named, with those that it has', async () => {
    const answer = await api().ask('POST', '/v1/incidents', { title: 'x', facts: { mood: true } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { message: string }[] }>().errors[0]?.message).toContain('usersAffectedPercent');
  });
});

describe('looking', () => {
  const summaries = Array.from({ length: 7 }, (_, n) =>
    aSummary({
      id: `i-${n}`,
      startedAt: new Date(NOW - Math.floor(n / 2) * 1_000).toISOString(),
      severity: n % 2 ? 'P1' : 'P2',
    }),
  );

  test('page by page, each incident once, the newest first', async () => {
    const { ask } = api({ list: () => Promise.resolve(summaries) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await ask('GET', `/v1/incidents?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      const page = answer.json<{ incidents: { id: string }[]; nextCursor?: string }>();
      seen.push(...page.incidents.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['i-1', 'i-0', 'i-3', 'i-2', 'i-5', 'i-4', 'i-6']);
  });

  test('paging loses and doubles nothing, whatever comes in between', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.uniqueArray(fc.integer({ min: 100, max: 130 }), { maxLength: 10 }),
        (there, limit, later) => {
          const of = (n: number) =>
            aSummary({ id: `i-${n}`, startedAt: new Date(NOW + Math.floor(n / 3) * 1_000).toISOString() });
          const all = there.map(of);
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const page = pageOf(all, { ...Listing.parse({ limit }), ...(cursor !== undefined && { cursor }) });
            seen.push(...page.incidents.map(({ id }) => id));
            cursor = page.nextCursor;
            const next = later.pop();
            if (next !== undefined) all.push(of(next));
          } while (cursor !== undefined);
          const wanted = there.map((n) => `i-${n}`);
          expect(seen.filter((id) => wanted.includes(id)).sort()).toEqual(wanted.sort());
          expect(new Set(seen).size).toBe(seen.length);
        },
      ),
    );
  });

  test.each(['limit=0', 'limit=201', 'severity=P9', 'status=closed', 'cursor=nonsense'])(
    '%s is refused',
    async (query) => {
      expect((await api().ask('GET', `/v1/incidents?${query}`)).statusCode).toBe(422);
    },
  );

  test('one incident is what the command line shows', async () => {
    expect((await api().ask('GET', '/v1/incidents/x4tm')).json()).toEqual(aView());
  });

  test('the record as a document has nothing in it that acts', async () => {
    const nasty = '<script>x</script> [a](http://x) | `y` <!channel>\n# head';
    const timeline = [{ seq: 1, at: '2026-11-24T03:00:00.000Z', kind: 'note', text: nasty, by: 'grace', via: 'cli' }];
    const { ask } = api({ show: () => Promise.resolve(aView({ timeline, title: nasty })) });
    const answer = await ask('GET', '/v1/incidents/x4tm/record.md');
    expect(answer.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(answer.body).not.toMatch(/(?<!\\)<script|(?<!\\)\]\(http|<!channel/);
    expect(answer.body.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
    expect(answer.body).toContain('| grace, cli |');
  });

  describe('from the home', () => {
    const ID = 'release-manager-7f3k2a9q-x4tm';
    let home: string;
    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), 'muster-api-'));
    });
    afterEach(() => rmSync(home, { recursive: true }));

    const keep = (path: string, text: string): void => {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    };
    const aPostMortem = (changed: Partial<PostMortemView>) => ({
      postMortem: () => Promise.resolve({ incidentId: ID, timeline: [], ...changed } as unknown as PostMortemView),
    });
    const draft = (changed: Partial<PostMortemView>) =>
      api(aPostMortem(changed), { home }).ask('GET', '/v1/incidents/x4tm/post-mortem.md');

    test('the draft, wherever the worker has its home', async () => {
      keep(`documents/${ID}/post-mortem.md`, '# Draft');
      const answer = await draft({ draft: `/elsewhere/documents/${ID}/post-mortem.md` });
      expect([answer.statusCode, answer.body]).toEqual([200, '# Draft']);
    });

    test.each([
      ['another file of this machine', { draft: __filename }],
      ['a file of the home that is no document', { draft: '/x/tokens.json' }],
      ['what a wrong id would lead to', { draft: '/x/tokens.json', incidentId: '..' }],
    ])('not %s', async (_what, changed) => {
      keep('tokens.json', 'secret');
      const answer = await draft(changed);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    });

    const entry = (seq: number, text: string) => ({ seq, at: new Date(NOW + seq).toISOString(), kind: 'note', text });
    const asKept = (seq: number, text: string) => `${JSON.stringify({ ...entry(seq, text), at: NOW + seq })}\n`;

    test('the record: what was kept, what the incident and its post-mortem tell, each once', async () => {
      keep(`records/${ID}.jsonl`, asKept(1, 'one') + asKept(2, 'two') + '{"seq": 3, "at"');
      const show = () => Promise.resolve(aView({ timeline: [entry(2, 'two'), entry(3, 'three')] }));
      const { ask } = api({ ...aPostMortem({ timeline: [entry(4, 'four')] }), show }, { home });
      const { timeline } = (await ask('GET', '/v1/incidents/x4tm/record.json')).json<{
        timeline: { text: string }[];
      }>();
      expect(timeline.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
    });

    test('the record says that entries may be missing while no worker answers', async () => {
      keep(`records/${ID}.jsonl`, asKept(1, 'one'));
      const { ask } = api({ show: () => Promise.reject(new Unanswered('No worker.')) }, { home });
      expect((await ask('GET', `/v1/incidents/${ID}/record.json`)).json()).toMatchObject({ incomplete: 'No worker.' });
      expect((await ask('GET', `/v1/incidents/${ID}/record.md`)).body).toContain('may be missing:** No worker.');
    });

    test('the document has the whole of a long text', async () => {
      const show = () => Promise.resolve(aView({ timeline: [entry(1, `${'long '.repeat(300)}END`)] }));
      expect((await api({ show }, { home }).ask('GET', '/v1/incidents/x4tm/record.md')).body).toContain('END');
    });
  });

  test('who is on call', async () => {
    const held = (await api().ask('GET', '/v1/on-call')).json<{ role: string; people: { id: string }[] }[]>();
    expect(held.find(({ role }) => role === 'on-call-engineer')?.people.map(({ id }) => id)).toEqual(['grace']);
  });
});

describe('/openapi.json', () => {
  interface OpenApi {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; requestBody?: unknown; responses: object }>>;
    components: { schemas: object; securitySchemes: object };
  }
  const described = async () => (await api().server.inject('/openapi.json')).json<OpenApi>();

  test('needs no token, and has every action with its body and its problems', async () => {
    const { openapi, paths, components } = await described();
    expect(openapi).toBe('3.1.0');
    for (const [name, { path }] of Object.entries(ACTIONS)) {
      const operation = paths[`/v1/incidents/{id}/${path}`]?.['post'];
      expect(operation?.operationId).toBe(name);
      expect(operation?.requestBody).toBeDefined();
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '401', '409', '422', '503']),
      );
    }
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Problem', 'Answer', 'Incident', 'IncidentSummary']),
    );
    expect(components.securitySchemes).toHaveProperty('token');
  });

  test('has everything that can be looked at', async () => {
    const { paths } = await described();
    const looks = Object.keys(paths).filter((path) => paths[path]?.['get'] !== undefined);
    expect(looks.sort()).toEqual(
      [
        '/v1/events',
        '/v1/incidents',
        '/v1/incidents/{id}',
        '/v1/incidents/{id}/post-mortem',
        '/v1/incidents/{id}/post-mortem.md',
        '/v1/incidents/{id}/record.json',
        '/v1/incidents/{id}/record.md',
        '/v1/on-call',
      ].sort(),
    );
  });

  test('every reference leads somewhere', async () => {
    const document = await described();
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/([A-Za-z]+)/g))
      expect(document.components.schemas).toHaveProperty(name ?? '');
  });
});
