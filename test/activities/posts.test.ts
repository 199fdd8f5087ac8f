import { ProviderRejected, ProviderUnavailable } from '../../activities/errors';
import { createMessagingActivities, type PostRequest, type PostResult } from '../../activities/messages/post';
import type { Receipt } from '../../activities/ports';
import { MockActivityEnvironment } from '@temporalio/testing';

const requestOf = (key: string, port: PostRequest['port']): PostRequest => ({
  ...{ incidentId: 'i-1', key, port, kind: 'update', to: ['#incidents'], subject: '', text: 'still down' },
});

/** Two posts of one instant, to vendors that answer like this. */
async function posted(
  chat: () => Promise<Receipt>,
  mail: () => Promise<Receipt>,
  { attempt = 2, done = [] }: { attempt?: number; done?: PostResult[] } = {},
) {
  const beats: unknown[] = [];
  const environment = new MockActivityEnvironment({ attempt, heartbeatDetails: done });
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const activities = createMessagingActivities({
    chat: { post: chat },
    mailer: { send: mail },
    bridge: { open: () => Promise.reject(new Error('not asked')) },
  });
  const results = environment.run<[], PostResult[], () => Promise<PostResult[]>>(() =>
    activities.posts([requestOf('update:1:chat', 'chat'), requestOf('update:1:mail', 'mail')]),
  );
  return { results: await results.catch((error: unknown) => error), beats };
}

const works = (reference: string) => (): Promise<Receipt> => Promise.resolve({ reference });
const refuses = (): Promise<never> => Promise.reject(new ProviderRejected('mail', 'no such mailbox'));
const away = (): Promise<never> => Promise.reject(new ProviderUnavailable('mail', '503', { retryAfterMs: 7_000 }));

test('each post has a result of its own', async () => {
  expect((await posted(works('c1'), refuses)).results).toEqual([
    { key: 'update:1:chat', receipt: { reference: 'c1' } },
    { key: 'update:1:mail', failure: { reason: 'mail refused: no such mailbox', unclear: false } },
  ]);
});

test('what may work later is tried once more, after the time that the vendor asks for; what is done is kept', async () => {
  const { results, beats } = await posted(works('c1'), away, { attempt: 1 });
  expect(results).toMatchObject({ nextRetryDelay: 7_000 });
  expect(beats.at(-1)).toEqual([{ key: 'update:1:chat', receipt: { reference: 'c1' } }]);
});

test('the second try leaves out what is done', async () => {
  const done: PostResult[] = [{ key: 'update:1:chat', receipt: { reference: 'c1' } }];
  const { results } = await posted(() => Promise.reject(new Error('asked twice')), away, { done });
  expect(results).toMatchObject([done[0], { failure: { unclear: true } }]);
});

test('a refusal alone is not tried again', async () => {
  expect((await posted(works('c1'), refuses, { attempt: 1 })).results).toHaveLength(2);
});
