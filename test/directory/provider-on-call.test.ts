import fc from 'fast-check';
import { createDirectory } from '../../directory/directory';
import { findProblems } from '../../directory/findings';
import { parseDirectory } from '../../directory/load';
import { onCall } from '../../directory/on-call';
import type { OnCallAnswer, OnCallBook } from '../../directory/provider-on-call';
import type { DirectoryInput } from '../../directory/schema';
import { at, input, local, ZONES } from './fixtures';

const NOW = at('2026-01-07T00:00');

const HOUR = 3_600_000;

const user = (id: string, email?: string) => ({
  id,
  name: `User ${id}`,
  ...(email !== undefined && { email }),
  contactPoints: [{ channel: 'phone' as const, address: '+1-5550199' }],
});

const answerOf = (duties: OnCallAnswer['duties'], changed: Partial<OnCallAnswer> = {}): OnCallAnswer => ({
  duties,
  from: NOW - 24 * HOUR,
  until: NOW + 14 * 24 * HOUR,
  askedAt: NOW - 20_000,
  ...changed,
});

const bookOf = (answer?: OnCallAnswer, trouble?: string): OnCallBook => ({
  known: () => ({ ...(answer !== undefined && { answer }), ...(trouble !== undefined && { trouble }) }),
  refresh: () => Promise.resolve(),
  user: (id) => Promise.resolve(id === 'PGONE01' ? user(id) : undefined),
});

const asking = (changed: object = {}): DirectoryInput => {
  const data = input();
  const [ada] = data.people;
  if (ada !== undefined) ada.pagerduty = 'PADA001';
  data.people[1]?.contactPoints?.push({ channel: 'email', address: 'Bo@example.com' });
  const onCallSource = { pagerduty: { schedule: 'PSCHED1' } };
  return { ...data, rotations: [{ id: 'main', role: 'on-call-engineer', onCall: onCallSource, ...changed }] };
};

async function who(data: DirectoryInput, book: OnCallBook | undefined, role = 'on-call-engineer', instant = NOW) {
  const { people, problem } = await createDirectory({ data, book, now: () => NOW }).whoIs(role, instant);
  return { people: people.map(({ id }) => id), ...(problem !== undefined && { problem }) };
}

const ALWAYS = { from: -Infinity, until: Infinity };

describe('a rotation that asks PagerDuty', () => {
  test('knows people by their id there, or by mail, and calls several at once', async () => {
    const answer = answerOf([
      { user: user('PADA001'), ...ALWAYS },
      { user: user('PBO0001', 'bo@EXAMPLE.com'), from: NOW, until: NOW + HOUR },
    ]);
    expect(await who(asking(), bookOf(answer))).toEqual({ people: ['ada', 'bo'] });
    expect(await who(asking(), bookOf(answer), 'all-on-call')).toEqual({ people: ['ada', 'bo'] });
    expect(await who(asking(), bookOf(answer), 'on-call-engineer', NOW + HOUR)).toEqual({ people: ['ada'] });
  });

  test('is told at once from what is known, however long a newer answer takes', async () => {
    const book: OnCallBook = {
      ...bookOf(answerOf([{ user: user('PADA001'), ...ALWAYS }])),
      refresh: () => new Promise(() => undefined),
    };
    expect(await who(asking(), book)).toEqual({ people: ['ada'] });
  });

  test('waits where what is known is from before a start, unless it has just been asked in vain', async () => {
    const old = answerOf([{ user: user('PADA001'), ...ALWAYS }], { askedAt: NOW - 5 * HOUR });
    const renewed = answerOf([{ user: user('PBO0001', 'bo@example.com'), ...ALWAYS }]);
    let answer = old;
    const book = (trouble?: string): OnCallBook => ({
      ...bookOf(),
      known: () => ({ answer, ...(trouble !== undefined && { trouble }) }),
      refresh: () => {
        if (trouble !== undefined) return new Promise(() => undefined);
        answer = renewed;
        return Promise.resolve();
      },
    });
    expect(await who(asking(), book('down'))).toMatchObject({ people: ['ada'] });
    expect(await who(asking(), book())).toEqual({ people: ['bo'] });
    expect(await who(asking(), bookOf(old))).toEqual({
      people: ['ada'],
      problem: 'PagerDuty schedule PSCHED1: using the answer from 5 h ago (not asked since).',
    });
  });

  test('waits for the first answer', async () => {
    let answer: OnCallAnswer | undefined;
    const book: OnCallBook = {
      ...bookOf(),
      known: () => ({ ...(answer !== undefined && { answer }) }),
      refresh: () => {
        answer = answerOf([{ user: user('PADA001'), ...ALWAYS }]);
        return Promise.resolve();
      },
    };
    expect(await who(asking(), book)).toEqual({ people: ['ada'] });
  });

  test('knows when its shifts change, as far as it has been told', async () => {
    const answer = answerOf([
      { user: user('PADA001'), ...ALWAYS },
      { user: user('PBO0001', 'bo@EXAMPLE.com'), from: NOW + HOUR, until: NOW + 2 * HOUR },
    ]);
    const directory = createDirectory({ data: asking(), book: bookOf(answer), now: () => NOW });
    const changeAfter = async (instant: number) => (await directory.whoIs('on-call-engineer', instant)).changesAt;
    expect(await changeAfter(NOW)).toBe(NOW + HOUR);
    expect(await changeAfter(NOW + HOUR)).toBe(NOW + 2 * HOUR);
    expect(await changeAfter(NOW + 2 * HOUR)).toBe(NOW + 14 * 24 * HOUR);
  });

  test('reaches a stranger, and says that they should be added', async () => {
    const directory = createDirectory({
      data: asking(),
      book: bookOf(answerOf([{ user: user('PZOE001'), ...ALWAYS }])),
      now: () => NOW,
    });
    expect(await directory.whoIs('on-call-engineer', NOW)).toEqual({
      people: [
        { id: 'pagerduty-pzoe001', name: 'User PZOE001', contactPoints: [{ channel: 'phone', address: '+1-5550199' }] },
      ],
      problem: 'User PZOE001 is on call in PagerDuty but not in the directory; add them with pagerduty: PZOE001.',
      changesAt: NOW + 14 * 24 * HOUR,
    });
    expect((await directory.person('pagerduty-pzoe001'))?.name).toBe('User PZOE001');
    expect((await directory.person('pagerduty-pgone01'))?.name).toBe('User PGONE01');
    expect(await directory.person('pagerduty-pnobody')).toBeUndefined();
    expect(directory.current().people).toHaveLength(4);
  });

  test('says how old an answer is that could not be renewed', async () => {
    const old = answerOf([{ user: user('PADA001'), ...ALWAYS }], { askedAt: NOW - 14 * 60_000 });
    expect(await who(asking(), bookOf(old, 'PagerDuty is not available: 503'))).toEqual({
      people: ['ada'],
      problem: 'PagerDuty schedule PSCHED1: using the answer from 14 min ago (PagerDuty is not available: 503).',
    });
  });

  test.each([
    ['without an answer', bookOf(undefined, 'down'), "Can't get the on-call from PagerDuty schedule PSCHED1 (down)"],
    ['without a token', undefined, '(MUSTER_PAGERDUTY_API_TOKEN is not set)'],
    ['in a gap', bookOf(answerOf([])), 'Nobody is on call in PagerDuty schedule PSCHED1'],
    ['beyond the answer', bookOf(answerOf([], { until: NOW })), 'no answer for 2026-01-07T00:00'],
  ])('has written layers or a fallback standing in: %s', async (_when, book, reason) => {
    const layers = input().rotations[0]?.layers ?? [];
    const written = await who(asking({ layers, fallback: ['dee'] }), book);
    expect(written.people).toEqual(['ada']);
    expect(written.problem).toContain(reason);
    expect(written.problem).toContain(': paging the layers of rotation main.');
    const fallback = await who(asking({ fallback: ['dee', 'cy'] }), book);
    expect(fallback.people).toEqual(['dee', 'cy']);
    expect(fallback.problem).toContain(': paging its fallback.');
    const nobody = await who(asking(), book);
    expect(nobody.people).toEqual([]);
    expect(nobody.problem).toContain('rotation main has no fallback.');
  });

  test('finds what would go wrong', () => {
    const now = NOW;
    const gap = answerOf([
      { user: user('PADA001'), from: -Infinity, until: now + HOUR },
      { user: user('PZOE001'), from: now + 2 * HOUR, until: Infinity },
    ]);
    const directory = createDirectory({ data: asking(), book: bookOf(gap) }).current();
    expect(findProblems(directory, ['on-call-engineer'], now, now + 24 * HOUR).map((one) => one.message)).toEqual([
      'Nobody is on call in PagerDuty schedule PSCHED1 at 2026-01-07T01:00:00.000Z. PagerDuty only counts a schedule that an escalation policy uses.',
      'User PZOE001 is on call in PagerDuty but not in the directory. Add them with pagerduty: PZOE001.',
      'Nobody is on call if PagerDuty schedule PSCHED1 does not answer. Add a fallback or layers.',
    ]);
  });

  test('finds that an answer could not be renewed', () => {
    const old = answerOf([{ user: user('PADA001'), ...ALWAYS }], { askedAt: NOW - 3 * HOUR });
    const found = (trouble?: string) =>
      findProblems(
        createDirectory({ data: asking({ fallback: ['dee'] }), book: bookOf(old, trouble) }).current(),
        ['on-call-engineer'],
        NOW,
        NOW + HOUR,
      ).map(({ severity, message }) => `${severity}: ${message}`);
    expect(found('PagerDuty is not available: 503')).toEqual([
      'warning: PagerDuty schedule PSCHED1 could not be refreshed (PagerDuty is not available: 503). Muster keeps using the answer from 3 h ago, at most until 2026-01-21T00:00:00.000Z. Changes made in the meantime are missing.',
    ]);
    expect(found()).toEqual([]);
  });

  test('somebody is called at any instant, whatever was answered, in any zone', () => {
    const hours = fc.integer({ min: -30, max: 30 });
    const duty = fc.record({
      from: hours,
      length: fc.integer({ min: 0, max: 20 }),
      id: fc.constantFrom('PADA001', 'PZOE001'),
    });
    fc.assert(
      fc.property(fc.array(duty), hours, fc.constantFrom(...ZONES), (duties, hour, zone) => {
        const answer = answerOf(
          duties.map(({ from, length, id }) => ({
            user: user(id),
            from: at(local(NOW + from * HOUR, zone), zone),
            until: NOW + (from + length) * HOUR,
          })),
        );
        const [rotation] = createDirectory({ data: asking({ fallback: ['dee'] }), book: bookOf(answer) }).current()
          .rotations;
        if (rotation === undefined) throw new Error('no rotation');
        const instant = NOW + hour * HOUR;
        const inside = hour >= -24;
        const meant = duties.filter(({ from, length }) => inside && from <= hour && hour < from + length);
        const ids = meant.map(({ id }) => (id === 'PADA001' ? 'ada' : 'pagerduty-pzoe001'));
        expect(new Set(onCall(rotation, instant).map(({ person }) => person))).toEqual(
          new Set(ids.length > 0 ? ids : ['dee']),
        );
      }),
    );
  });
});

describe('a source that is malformed is refused', () => {
  const problems = (changed: object): string => {
    try {
      parseDirectory(asking(changed));
      return '';
    } catch (error) {
      return String(error);
    }
  };
  test.each([
    [{ onCall: { pagerduty: { schedule: 'Primary' } } }, 'rotations[0].onCall.pagerduty'],
    [{ onCall: { pagerduty: {} } }, 'rotations[0].onCall.pagerduty: must be'],
    [{ onCall: { pagerduty: { escalationPolicy: 'PPOL001', level: 0 } } }, 'rotations[0].onCall.pagerduty'],
    [{ onCall: { opsgenie: {} } }, 'rotations[0].onCall: unknown field opsgenie'],
    [{ onCall: undefined }, 'rotations[0].layers: must have at least one layer, unless onCall is set'],
    [{ fallback: ['zoe'] }, 'rotations[0].fallback[0]: unknown person zoe: not in people'],
  ])('%j', (changed, message) => {
    expect(problems(changed)).toContain(message);
  });

  test('but a level may be left out', () => {
    const data = parseDirectory(asking({ onCall: { pagerduty: { escalationPolicy: 'PPOL001' } } }));
    expect(data.rotations[0]?.onCall).toEqual({ pagerduty: { escalationPolicy: 'PPOL001', level: 1 } });
  });
});
