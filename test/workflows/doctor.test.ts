import { examineIntegrations, sendTest } from '../../client/health/integrations';
import { ProviderRejected } from '../../activities/errors';
import type { TestMessage } from '../../domain/doctor/test-message';
import { guide } from '../support/virtual-clock';
import { useSkippingSystem } from '../support/time-skip-system';

let isChatDown = false;
const server = useSkippingSystem('file', (ports) => ({
  chat: {
    post: (message, signal) =>
      isChatDown
        ? Promise.reject(new ProviderRejected('Slack', 'missing_scope: the app lacks chat:write'))
        : ports.chat.post(message, signal),
  },
  checks: [
    {
      what: 'policy',
      examine: ({ policy }) => Promise.resolve([{ state: 'ok', what: 'policy', text: `is ${policy.name}` }]),
    },
  ],
}));
const { system } = server;

const at = Date.parse('2026-11-24T09:30:00Z');
const test1: TestMessage = {
  at,
  by: { id: 'vera', name: 'Vera' },
  to: { id: 'otto', name: 'Otto', mail: 'otto@example.com' },
  channel: '#incidents',
};

test('the worker tries what it has, with the policy that the client names', async () => {
  expect(await examineIntegrations(server.env.client, guide)).toEqual([
    { state: 'ok', what: 'policy', text: 'is release-manager' },
  ]);
});

test('a test goes out once on each way, and says that it is one and who asked for it', async () => {
  const found = await sendTest(server.env.client, test1);
  expect(found.map(({ state, what }) => `${state} ${what}`)).toEqual([
    'note test page to Otto',
    'note test post to #incidents',
    'note test email to otto@example.com',
  ]);
  const lines = system.lines();
  expect(lines.map(({ port, to, key }) => `${port} ${to.join()} ${key}`).sort()).toEqual([
    'chat #incidents test:2026-11-24T09:30:00.000Z:chat',
    'mail otto@example.com test:2026-11-24T09:30:00.000Z:mail',
    'page otto test:2026-11-24T09:30:00.000Z',
  ]);
  for (const { text } of lines) {
    expect(text).toContain('TEST: this is a test of Muster, sent to Otto.');
    expect(text).toContain('Vera asked for it');
  }
  await sendTest(server.env.client, test1);
  expect(system.lines()).toHaveLength(3);
});

test('what is refused is said, and the other ways go on', async () => {
  isChatDown = true;
  const found = await sendTest(server.env.client, { ...test1, at: at + 1_000, to: { id: 'nobody', name: 'Nobody' } });
  expect(found).toEqual([
    {
      state: 'error',
      what: 'test page to Nobody',
      text: expect.stringContaining('nobody is not in the directory') as string,
    },
    { state: 'error', what: 'test post to #incidents', text: expect.stringContaining('lacks chat:write') as string },
    { state: 'note', what: 'test email', text: 'not sent: the directory has no email address for Nobody' },
  ]);
});
