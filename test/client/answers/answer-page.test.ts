import { NotFound, Refused, Unreachable } from '../../../client/errors';
import { aView } from '../../support/client';
import { answerDoors, BROWSER, INCIDENT } from './doors';

const HOUR = 3_600_000;

const get = (doors: ReturnType<typeof answerDoors>, url: string) =>
  doors.server.inject({ method: 'GET', url, headers: BROWSER });

const post = (doors: ReturnType<typeof answerDoors>, url: string, headers: Record<string, string> = BROWSER) =>
  doors.server.inject({ method: 'POST', url, headers });

describe('the page behind the link', () => {
  test('shows what, how bad, since when, who else and what is due, and answers nothing', async () => {
    const doors = answerDoors();
    const { statusCode, body } = await get(doors, doors.pathFor('ada'));
    expect(statusCode).toBe(200);
    for (const words of ['P1', 'Release Manager API degraded', '42 min ago', 'Lead: Grace Hopper', 'Post update 8'])
      expect(body).toContain(words);
    expect(doors.acts).toEqual([]);
  });

  test('is under 10 kB, has no script, and loads nothing', async () => {
    const doors = answerDoors();
    const { body, headers } = await get(doors, doors.pathFor('ada'));
    expect(Buffer.byteLength(body)).toBeLessThan(10_000);
    expect(body).not.toMatch(/<script|<link|<img|src=|onclick|javascript:/i);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self'/,
    );
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
  });

  test('offers what its reader has not said yet', async () => {
    const doors = answerDoors();
    const buttons = async (person: string): Promise<string[]> =>
      [...(await get(doors, doors.pathFor(person))).body.matchAll(/<form[^>]*action="[^"]*\/(\w+)"/g)].map(
        ([, is = '']) => is,
      );
    expect(await buttons('ada')).toEqual(['acknowledge', 'decline', 'join']);
    expect(await buttons('grace')).toEqual(['decline']);
  });

  test('asks for nothing once the incident is over', async () => {
    const doors = answerDoors({ show: () => Promise.resolve(aView({ status: 'resolved' })) });
    const { body } = await get(doors, doors.pathFor('ada'));
    expect(body).toContain('This incident is resolved.');
    expect(body).not.toContain('<form');
  });

  test('shows hostile text as text', async () => {
    const title = '<script>alert(1)</script>\u202e"\'' + 'x'.repeat(10_000);
    const doors = answerDoors({ show: () => Promise.resolve(aView({ title })) });
    const { body } = await get(doors, doors.pathFor('ada'));
    expect(body).not.toContain('<script>');
    expect(body).not.toContain('\u202e');
    expect(Buffer.byteLength(body)).toBeLessThan(10_000);
  });

  test('is there under any host, also where people need no token', async () => {
    const doors = answerDoors();
    const url = doors.pathFor('ada');
    const answer = await doors.server.inject({
      method: 'GET',
      url,
      headers: { ...BROWSER, host: 'muster.example.com' },
    });
    expect(answer.statusCode).toBe(200);
  });
});

describe('a button', () => {
  test.each(['acknowledge', 'decline', 'join'])(
    '%s answers in the name of the link’s person, and shows the page',
    async (said) => {
      const doors = answerDoors();
      const url = doors.pathFor('ada');
      const answer = await post(doors, `${url}/${said}`, {
        ...BROWSER,
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect([answer.statusCode, answer.headers.location]).toEqual([303, url]);
      expect(doors.acts).toMatchObject([
        { ref: INCIDENT, by: { person: 'ada', via: 'link', access: 'responder' }, deed: { do: said } },
      ]);
    },
  );

  test('of a push message answers in one request, with a sentence', async () => {
    const doors = answerDoors();
    const answer = await post(doors, `${doors.pathFor('ada')}/acknowledge`, {});
    expect([answer.statusCode, answer.body]).toEqual([200, "You're first to acknowledge, so you're the lead.\n"]);
    expect(doors.acts).toMatchObject([{ by: { person: 'ada', via: 'push' } }]);
  });

  test('that is refused says why, on the page', async () => {
    const doors = answerDoors({ act: () => Promise.reject(new Refused("You've already said that you can't.")) });
    const { statusCode, body } = await post(doors, `${doors.pathFor('ada')}/decline`);
    expect(statusCode).toBe(409);
    expect(body).toContain('You&#39;ve already said that you can&#39;t.'.replace(/&#39;/g, "'"));
    expect(body).toContain('Grace Hopper');
  });

  test.each(['resolve', 'cancel', 'confirm', '__proto__'])('%s is none', async (said) => {
    const doors = answerDoors();
    expect((await post(doors, `${doors.pathFor('ada')}/${said}`)).statusCode).toBe(404);
    expect(doors.acts).toEqual([]);
  });

  test('that can’t reach Temporal says so', async () => {
    const doors = answerDoors({ act: () => Promise.reject(new Unreachable('Temporal does not answer.')) });
    expect((await post(doors, `${doors.pathFor('ada')}/acknowledge`)).statusCode).toBe(503);
  });
});

describe('a link that no longer counts', () => {
  const over = async (doors: ReturnType<typeof answerDoors>, url: string): Promise<void> => {
    const shown = await get(doors, url);
    expect(shown.statusCode).toBe(410);
    expect(shown.body).toContain('<title>This link is over');
    expect(shown.body).toContain('href="/"');
    expect(shown.body).not.toContain('Release Manager');
    expect((await post(doors, `${url}/acknowledge`)).statusCode).toBe(410);
    expect(doors.acts).toEqual([]);
  };

  test('is over after 24 hours', async () => {
    const doors = answerDoors();
    const url = doors.pathFor('ada');
    doors.pass(25 * HOUR);
    await over(doors, url);
  });

  test('is over when its person’s links were ended', async () => {
    const doors = answerDoors();
    const url = doors.pathFor('ada');
    await doors.people.endLinks('ada');
    await over(doors, url);
  });

  test('is over when its person has left the directory', async () => {
    const doors = answerDoors();
    await over(doors, doors.pathFor('nobody'));
  });

  test('is over when it was changed', async () => {
    const doors = answerDoors();
    await over(doors, doors.pathFor('ada').replace('.ada.', '.grace.'));
  });

  test('of an incident that nobody knows says so', async () => {
    const doors = answerDoors({ show: () => Promise.reject(new NotFound('There is no incident x.')) });
    expect((await get(doors, doors.pathFor('ada'))).statusCode).toBe(404);
  });
});

test('other methods are refused', async () => {
  const doors = answerDoors();
  expect((await doors.server.inject({ method: 'DELETE', url: doors.pathFor('ada') })).statusCode).toBe(405);
});
