import { NobodyReached } from '../../../activities/errors';
import type { PageResult } from '../../../activities/paging/one-page';
import { createPagingActivities, type RingResult } from '../../../activities/paging/page';
import type { AnswerLinks, PageToSend, Receipt } from '../../../activities/ports';
import { MockActivityEnvironment } from '@temporalio/testing';

const ingrid = { id: 'ingrid', name: 'Ingrid', contactPoints: [] };

/** What the pager is told at an attempt of an activity that was scheduled once. */
async function toldAt(attempt: number): Promise<PageToSend[]> {
  const told: PageToSend[] = [];
  const activities = createPagingActivities({
    pager: {
      page: (message) => {
        told.push(message);
        return Promise.resolve({ reference: 'm1' });
      },
    },
    directory: { person: () => Promise.resolve(ingrid), whoIs: () => Promise.resolve({ people: [] }) },
  });
  const request = {
    key: 'page:P1:0m:cto:1',
    kind: 'page' as const,
    to: 'ingrid',
    roles: ['cto'],
    subject: '',
    text: '',
  };
  const environment = new MockActivityEnvironment({ attempt, scheduledTimestampMs: 1_790_000_000_000 });
  await environment.run(() => activities.page({ incidentId: 'i-1', pages: [request] }));
  return told;
}

test('a pager hears of the first try as such', async () => {
  expect(await toldAt(1)).toEqual([expect.not.objectContaining({ triedSince: expect.anything() as unknown })]);
});

test.each([2, 7])('at attempt %i a pager hears since when it may have gone out', async (attempt) => {
  expect(await toldAt(attempt)).toMatchObject([{ triedSince: 1_790_000_000_000 }]);
});

describe('the link by which a page is answered', () => {
  const LINK = 'https://muster.example.com/a/secret';
  const COMMAND = 'muster ack i-1 --as ingrid';
  const TEXT = `P1: down\nAcknowledge: ${COMMAND}`;
  const REQUEST = {
    key: 'page:P1:0m:cto:1',
    kind: 'page' as const,
    to: 'ingrid',
    roles: ['cto'],
    subject: 'P1: down',
    text: TEXT,
    answer: { says: 'Acknowledge', command: COMMAND },
  };
  type Page = (message: PageToSend) => Promise<Receipt>;

  const sent = async (linkFor: AnswerLinks['linkFor'] | undefined, page: Page, more: object = {}) => {
    const activities = createPagingActivities({
      pager: { page },
      directory: {
        person: () => Promise.resolve({ ...ingrid, contactPoints: [{ channel: 'sms', address: '1' }] }),
        whoIs: () => Promise.resolve({ people: [] }),
      },
      ...(linkFor !== undefined && { answers: { linkFor } }),
    });
    return new MockActivityEnvironment({}).run<[], PageResult[], () => Promise<PageResult[]>>(() =>
      activities.page({ incidentId: 'i-1', pages: [{ ...REQUEST, ...more }] }),
    );
  };
  const heard = async (linkFor: AnswerLinks['linkFor'] | undefined, more: object = {}): Promise<PageToSend[]> => {
    const told: PageToSend[] = [];
    await sent(
      linkFor,
      (message) => {
        told.push(message);
        return Promise.resolve({ reference: 'm1' });
      },
      more,
    );
    return told;
  };

  test('is that person’s, takes the place of the command, and is not in what others read', async () => {
    const asked: string[][] = [];
    const linkFor = (...of: string[]): string => {
      asked.push(of);
      return LINK;
    };
    expect(await heard(linkFor)).toMatchObject([
      {
        text: `P1: down\nAcknowledge: ${LINK}`,
        openText: TEXT,
        answer: { says: 'Acknowledge', command: COMMAND, url: LINK },
      },
    ]);
    expect(asked).toEqual([['i-1', 'ingrid']]);
  });

  test.each([
    ['is not there without a public address', undefined],
    ['can’t be made', () => undefined],
    [
      'fails',
      () => {
        throw new Error('people.json is damaged');
      },
    ],
  ])('that %s leaves the command', async (_name, linkFor) => {
    const [page] = await heard(linkFor);
    expect(page).toMatchObject({ text: TEXT, answer: { command: COMMAND } });
    expect(page).not.toHaveProperty('openText');
  });

  test('is in no result, whatever the vendor repeats', async () => {
    const refuses: Page = ({ to: { name } }) =>
      Promise.reject(
        new NobodyReached(name, [{ channel: 'SMS', outcome: 'failed for good', reason: `refused: "${LINK}"` }]),
      );
    const repeats: Page = () =>
      Promise.resolve({
        reference: 'm',
        tries: [{ channel: 'mail', outcome: 'failed for now', reason: `550 ${LINK}` }],
      });
    for (const page of [refuses, repeats]) expect(JSON.stringify(await sent(() => LINK, page))).not.toContain('secret');
  });

  test('of a test of one contact point goes there alone, and is for that', async () => {
    const only = { channel: 'phone', address: '2' };
    const [page] = await heard((subject) => `https://x/${subject}`, { only, linkTo: '_point' });
    expect(page?.to.contactPoints).toEqual([only]);
    expect(page?.answer?.url).toBe('https://x/_point');
  });
});

describe('a ring with the question who holds the role now', () => {
  const asked = { roles: ['cto'], label: [], at: 0, incidentId: 'i-1' };
  const holder = (id: string) => ({ id, name: id, roles: ['cto'], asked: ['cto'] });
  const page = { key: 'page:P1:0m:cto:2', kind: 'page' as const, to: 'ingrid', roles: ['cto'], subject: '', text: '' };

  const rung = async (now: string): Promise<{ result: RingResult; told: string[] }> => {
    const told: string[] = [];
    const activities = createPagingActivities({
      pager: {
        page: ({ to }) => {
          told.push(to.id);
          return Promise.resolve({ reference: 'm1' });
        },
      },
      directory: {
        person: (id) => Promise.resolve({ ...ingrid, id }),
        whoIs: () => Promise.resolve({ people: [{ ...ingrid, id: now, name: now }] }),
      },
    });
    const result = await new MockActivityEnvironment({}).run<[], RingResult, () => Promise<RingResult>>(() =>
      activities.ring({ ...asked, expected: { people: [holder('ingrid')] }, pages: [page] }),
    );
    return { result, told };
  };

  test('rings whoever still holds it', async () => {
    const { result, told } = await rung('ingrid');
    expect(told).toEqual(['ingrid']);
    expect(result.pages).toMatchObject([{ key: page.key, outcome: { delivered: true } }]);
  });

  test('rings nobody where somebody took over, and says who', async () => {
    const { result, told } = await rung('nora');
    expect(told).toEqual([]);
    expect(result).toMatchObject({ found: { people: [{ id: 'nora' }] } });
    expect(result.pages).toBeUndefined();
  });
});
