import { createPeoplePosts } from '../../../../activities/adapters/delivery/people-posts';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import type { Chat, Pager } from '../../../../activities/ports';

const nudge = { incidentId: 'i-1', key: 'nudge:1', kind: 'nudge', subject: 'Update due', text: 'Post it' } as const;

/** Chat that reaches nobody named here, and the ways of those whom the directory knows. */
function posts(away: Record<string, Error>, isReachable = true) {
  const sent: string[] = [];
  const chat: Chat = {
    post: ({ to }) => {
      const refused = to.map((named) => away[named]).find((error) => error !== undefined);
      if (refused !== undefined) return Promise.reject(refused);
      sent.push(`chat ${to.join()}`);
      return Promise.resolve({ reference: `chat ${to.join()}` });
    },
  };
  const ways: Pager = {
    page: ({ to, kind }) => {
      if (!isReachable) return Promise.reject(new Error('nobody reached'));
      sent.push(`${kind} ${to.id}`);
      return Promise.resolve({ reference: `mail ${to.id}` });
    },
  };
  const person = (id: string) => Promise.resolve(id === 'nobody' ? undefined : { id, name: id, contactPoints: [] });
  return { sent, chat: createPeoplePosts({ chat, ways, directory: { person } }) };
}

const OUT = new ProviderUnavailable('Slack', 'no answer');

test('a person whose chat is away gets it by their other ways, the others by chat', async () => {
  const { sent, chat } = posts({ ana: OUT });
  const receipt = await chat.post({ ...nudge, to: ['ana', 'bo'] });
  expect(sent.sort()).toEqual(['chat bo', 'nudge ana']);
  expect(receipt).toEqual({ reference: 'mail ana' });
});

test('so does somebody whom chat does not know', async () => {
  const { sent, chat } = posts({ ana: new ProviderRejected('Slack', 'no such member') });
  await chat.post({ ...nudge, to: ['ana'] });
  expect(sent).toEqual(['nudge ana']);
});

test('it never rings them', async () => {
  const { sent, chat } = posts({ ana: OUT });
  await chat.post({ ...nudge, kind: 'brief', to: ['ana'] });
  expect(sent).toEqual(['notice ana']);
});

test('a channel, and somebody whom nobody knows, has no other way', async () => {
  await expect(posts({ '#incidents': OUT }).chat.post({ ...nudge, to: ['#incidents'] })).rejects.toBe(OUT);
  await expect(posts({ nobody: OUT }).chat.post({ ...nudge, to: ['nobody'] })).rejects.toBe(OUT);
});

test('where no way works, what chat said decides whether it is tried again', async () => {
  await expect(posts({ ana: OUT }, false).chat.post({ ...nudge, to: ['ana'] })).rejects.toBe(OUT);
});
