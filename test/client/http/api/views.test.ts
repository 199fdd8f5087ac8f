import fc from 'fast-check';
import { Unanswered } from '../../../../client/errors';
import { Listing, pageOf } from '../../../../client/http/api/page';
import type { PostMortemView } from '../../../../domain/post-mortem/view';
import { aSummary, aView, NOW } from '../../../support/client';
import { api } from './over-http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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
