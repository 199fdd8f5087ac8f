import type { AddressInfo } from 'node:net';
import { createNtfy } from '../../../../activities/adapters/ntfy';
import { readNtfySettings } from '../../../../activities/adapters/ntfy/settings';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { FakeNtfy, type FakePush } from '../../../fakes/ntfy/fake-ntfy';
import { describePeoplePort } from '../../../contracts/people.contract';
import { describeProvider } from '../../../contracts/provider.contract';
import { answerDoors } from '../../../client/answers/doors';
import { aPage } from '../delivery/setup';

const TOPIC = 'muster-ingrid-x7k2p9';
const URL_OF_LINK = 'https://muster.example.com/a/x.ingrid.0.hteei.0';
const ANSWER = { says: 'Acknowledge', command: 'muster ack x4tm --as ingrid', url: URL_OF_LINK };
const ANSWERABLE = { short: 'Nobody has acknowledged yet.', answer: ANSWER };

const open: FakeNtfy[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((fake) => fake.stop().catch(() => undefined)));
});

const begin = async () => {
  const fake = await FakeNtfy.start();
  open.push(fake);
  const worker = () => createNtfy({ url: fake.vendor.url, token: fake.token, withinMs: 1_500 });
  return { fake, worker, channel: worker() };
};

const only = ({ messages }: FakeNtfy): FakePush => {
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`${messages.length} messages`);
  return message;
};

describePeoplePort('ntfy', () => {
  const begun = begin();
  const sent: string[] = [];
  return {
    send: async (incidentId, key, signal) => {
      const { fake, channel } = await begun;
      const receipt = await channel.send(aPage({ incidentId, key }), TOPIC, signal);
      while (sent.length < fake.messages.length) sent.push(`${incidentId} ${key}`);
      return receipt;
    },
    effects: () => Promise.resolve(sent),
  };
});

describeProvider('ntfy', async () => {
  const { fake, channel } = await begin();
  return { vendor: fake.vendor, token: fake.token, act: (signal) => channel.send(aPage(), TOPIC, signal) };
});

test('a page rings through, and can be answered without opening anything', async () => {
  const { fake, channel } = await begin();
  await channel.send(aPage(ANSWERABLE), TOPIC);
  const { title, message, priority, click, actions } = only(fake);
  expect([title, message, priority, click]).toEqual([
    'P1 Release Manager: down',
    'Nobody has acknowledged yet.',
    5,
    URL_OF_LINK,
  ]);
  expect(actions?.map(({ label, url }) => [label, url])).toEqual([
    ["I'm on it", `${URL_OF_LINK}/acknowledge`],
    ["I can't", `${URL_OF_LINK}/decline`],
    ['Open', URL_OF_LINK],
  ]);
});

test('news make no sound and ask for nothing', async () => {
  const { fake, channel } = await begin();
  await channel.send(aPage({ kind: 'notice', short: 'x', answer: { ...ANSWER, says: 'Details' } }), TOPIC);
  expect(only(fake)).toMatchObject({ priority: 2, actions: [{ action: 'view' }] });
});

test('without a link it says what to type', async () => {
  const { fake, channel } = await begin();
  const { says, command } = ANSWER;
  await channel.send(aPage({ short: 'x', answer: { says, command } }), TOPIC);
  expect(only(fake).message).toBe('x\nAcknowledge: muster ack x4tm --as ingrid');
  expect(only(fake)).not.toHaveProperty('actions');
});

test('hostile text stays within what ntfy shows, and leads nowhere', async () => {
  const { fake, channel } = await begin();
  const hostile = `https://evil.example/ \u202e${'ж🙂'.repeat(5_000)}`;
  await channel.send(aPage({ subject: hostile, text: hostile }), TOPIC);
  const { title = '', message = '' } = only(fake);
  expect(`${title}${message}`).not.toMatch(/:\/\/|\u202e|[\ud800-\udbff](?![\udc00-\udfff])/);
});

test.each(['done-reset', 'done-hang'] as const)(
  'the next attempt finds what went out although the answer was lost (%s)',
  async (lost) => {
    const { fake, worker } = await begin();
    const triedSince = Date.now();
    fake.vendor.failNext(lost);
    await expect(worker().send(aPage(), TOPIC)).rejects.toBeInstanceOf(ProviderUnavailable);
    const { reference } = await worker().send(aPage({ triedSince }), TOPIC);
    expect(only(fake).id).toBe(reference);
  },
);

test('a topic that can’t be read is written to all the same', async () => {
  const { fake, worker } = await begin();
  fake.vendor.failNext({ status: 403, body: '{"code":40301,"http":403,"error":"forbidden"}' });
  await worker().send(aPage({ triedSince: Date.now() }), TOPIC);
  expect(fake.messages).toHaveLength(1);
});

test.each(['', '../x', 'a b', 'x'.repeat(65)])('the topic %j is refused without asking', async (topic) => {
  const { fake, channel } = await begin();
  await expect(channel.send(aPage(), topic)).rejects.toBeInstanceOf(ProviderRejected);
  expect(fake.vendor.requests).toEqual([]);
});

test('a press of a button acknowledges', async () => {
  const { fake, channel } = await begin();
  const doors = answerDoors();
  await doors.server.listen({ host: '127.0.0.1', port: 0 });
  try {
    const { port } = doors.server.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}${doors.pathFor('ada')}`;
    await channel.send(aPage({ ...ANSWERABLE, answer: { ...ANSWER, url } }), TOPIC);
    expect(await fake.press(only(fake), "I'm on it")).toEqual({
      status: 200,
      text: "You're first to acknowledge, so you're the lead.\n",
    });
    expect(doors.acts).toMatchObject([{ by: { person: 'ada', via: 'push' }, deed: { do: 'acknowledge' } }]);
  } finally {
    await doors.server.close();
  }
});

test('settings', () => {
  expect(readNtfySettings({})).toBeUndefined();
  expect(readNtfySettings({ MUSTER_NTFY_TOKEN: 'tk_1' })).toEqual({ url: 'https://ntfy.sh', token: 'tk_1' });
  expect(readNtfySettings({ MUSTER_NTFY_URL: 'https://push.example.com' })).toEqual({
    url: 'https://push.example.com',
  });
  expect(() => readNtfySettings({ MUSTER_NTFY_URL: 'push' })).toThrow(/MUSTER_NTFY_URL/);
});
