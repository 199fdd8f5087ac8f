import { ProviderRejected, ProviderUnavailable } from '../../activities/errors';
import { createMessagingActivities, type PostRequest, type PostResult } from '../../activities/messages/post';
import type { Receipt } from '../../activities/ports';
import { MockActivityEnvironment } from '@temporalio/testing';

const requestOf = (key: string, port: PostRequest['port']): PostRequest => ({
  ...{ incidentId: 'i-1', key, port, kind: 'update', to: ['#incidents'], subject: '', text: 'still down' },
});

/** Two posts of one instant, to vendors that answer like this. */
async function posted(chat: () => Promise<Receipt>, mail: () => Promise<Receipt>): Promise<PostResult[]> {
  const activities = createMessagingActivities({
    chat: { post: chat },
    mailer: { send: mail },
    bridge: { open: () => Promise.reject(new Error('not asked')) },
  });
  return new MockActivityEnvironment().run<[], PostResult[], () => Promise<PostResult[]>>(() =>
    activities.posts([requestOf('update:1:chat', 'chat'), requestOf('update:1:mail', 'mail')]),
  );
}

const works = (): Promise<Receipt> => Promise.resolve({ reference: 'c1' });

test.each<[string, () => Promise<never>, object]>([
  [
    'a refusal is final',
    () => Promise.reject(new ProviderRejected('mail', 'no such mailbox')),
    { reason: 'mail refused: no such mailbox', unclear: false },
  ],
  [
    'what may work later is tried after the time that the vendor asks for',
    () => Promise.reject(new ProviderUnavailable('mail', '503', { retryAfterMs: 7_000 })),
    { reason: 'mail is not available: 503', unclear: true, againAfterMs: 7_000 },
  ],
  ['or soon', () => Promise.reject(new Error('odd')), { reason: 'odd', unclear: true, againAfterMs: 2_000 }],
])('each post has a result of its own: %s', async (_what, mail, failure) => {
  expect(await posted(works, mail)).toEqual([
    { key: 'update:1:chat', receipt: { reference: 'c1' } },
    { key: 'update:1:mail', failure },
  ]);
});
