import type { IncidentClient } from '../../../../client/incidents/api';
import { api } from './over-http';

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
