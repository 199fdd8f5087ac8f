/** Whether people confirm their contact points, and whether a lost phone ends what was on it. */
import { pointSubject } from '../../../launcher/contact-points';
import { createPeopleBook } from '../../../launcher/people-book';
import { createSessionFile } from '../../../client/access/session-file';
import { startSession } from '../../../client/access/sessions';
import { readTokens } from '../../../client/access/token-file';
import type { TestMessage } from '../../../domain/doctor/test-message';
import { temporaryFolder } from '../../support/temporary-folder';
import { muster, type Settings } from '../cli/command-line';
import { answerDoors, BROWSER } from './doors';

const aHome = (): string => temporaryFolder('muster-contact-');

const command = (home: string, argv: string[], more: Settings = {}) =>
  muster(argv, { env: { MUSTER_HOME: home }, ...more });

const POINT = { person: 'mia', channel: 'sms', address: '+1-555-0101' };

describe('the page behind the link of a test', () => {
  test('confirms only when a person presses', async () => {
    const doors = answerDoors();
    await doors.people.testSent(POINT, '123456', 1);
    const url = doors.pathFor('mia', pointSubject(POINT));
    const shown = await doors.server.inject({ method: 'GET', url, headers: BROWSER });
    expect(shown.body).toContain('sms +1-555-0101');
    expect(doors.people.points()[0]).not.toHaveProperty('confirmedAt');
    expect(
      (await doors.server.inject({ method: 'POST', url: `${url}/acknowledge`, headers: BROWSER })).statusCode,
    ).toBe(404);
    expect((await doors.server.inject({ method: 'POST', url: `${url}/confirm`, headers: BROWSER })).statusCode).toBe(
      200,
    );
    expect(doors.people.points()).toEqual([{ ...POINT, sentAt: 1, confirmedAt: expect.any(Number) as number }]);
    expect(doors.acts).toEqual([]);
  });

  test('of another person confirms nothing', async () => {
    const doors = answerDoors();
    await doors.people.testSent(POINT, '123456', 1);
    const url = doors.pathFor('ada', pointSubject(POINT));
    await doors.server.inject({ method: 'POST', url: `${url}/confirm`, headers: BROWSER });
    expect(doors.people.points()[0]).not.toHaveProperty('confirmedAt');
  });
});

describe('the commands', () => {
  test('send one test by each contact point, and take the code of each', async () => {
    const home = aHome();
    const tests: TestMessage[] = [];
    const sent = await command(home, ['contact', 'verify', 'ingrid-solberg', '--as', 'tomasz-nowak'], {
      sendTest: (test) => {
        tests.push(test);
        return Promise.resolve([]);
      },
    });
    expect(sent.code).toBe(0);
    const points = tests[0]?.points ?? [];
    expect(points.length).toBeGreaterThan(1);
    const [first] = points;
    const wrong = await command(home, ['contact', 'confirm', 'ingrid-solberg', '000000']);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('No test of the last 24 hours') as string]);
    const right = await command(home, ['contact', 'confirm', 'ingrid-solberg', first?.code ?? '']);
    expect(right.out).toContain('is confirmed');
    const kept = createPeopleBook({ home })
      .points()
      .filter(({ confirmedAt }) => confirmedAt !== undefined);
    expect(kept).toMatchObject([{ person: 'ingrid-solberg', channel: first?.channel, address: first?.address }]);
  });

  test('end the links, tokens and sessions of whoever lost a phone, and nobody else’s', async () => {
    const home = aHome();
    await command(home, ['token', 'create', '--person', 'ingrid-solberg']);
    await command(home, ['token', 'create', '--person', 'tomasz-nowak']);
    const sessions = createSessionFile(home);
    const signedIn = { by: { kind: 'said' as const }, access: 'responder' as const, device: 'phone' };
    for (const person of ['ingrid-solberg', 'tomasz-nowak'])
      await startSession(sessions, { ...signedIn, person }, Date.now());
    const { code, out } = await command(home, ['lost-phone', 'ingrid-solberg']);
    expect([code, out]).toEqual([0, expect.stringMatching(/All answer links and sessions of Ingrid Solberg are over/)]);
    expect(createPeopleBook({ home }).generationOf('ingrid-solberg')).toBe(1);
    expect(createPeopleBook({ home }).generationOf('tomasz-nowak')).toBe(0);
    expect(
      createSessionFile(home)
        .all()
        .map(({ person }) => person),
    ).toEqual(['tomasz-nowak']);
    const left = readTokens(`${home}/tokens.json`) ?? [];
    expect(left.map((token) => token.for)).toEqual([{ person: 'tomasz-nowak' }]);
  });

  test('have the doctor name whose contact points were never confirmed', async () => {
    const { out } = await command(aHome(), ['doctor']);
    expect(out).toMatch(/contact points: never confirmed: .*muster contact verify PERSON/s);
  });
});
