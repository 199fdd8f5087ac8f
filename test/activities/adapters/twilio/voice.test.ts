import type { ChannelPage } from '../../../../activities/adapters/delivery/channel';
import { ProviderUnavailable } from '../../../../activities/errors';
import { FakeTwilio } from '../../../fakes/twilio/fake-twilio';
import { aHome, aPage, NUMBER, voiceOn } from '../delivery/setup';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

let fake: FakeTwilio;

let home: string;

beforeEach(async () => {
  fake = await FakeTwilio.start();
  home = aHome();
});

afterEach(() => fake.vendor.stop());

const ONE = aPage();

const OTHER = aPage({ key: 'page:P1:30m:cto:1', short: 'Thirty minutes have passed.' });

/** A worker that orders the call and is gone before it hears of it; whether Twilio took it depends on what went wrong. */
async function aWorkerThatIsKilled(page: ChannelPage, goesWrong: 'done-reset' | 'done-hang' | 'reset'): Promise<void> {
  fake.vendor.failNext(goesWrong);
  await expect(voiceOn(fake, home).send(page, NUMBER)).rejects.toBeInstanceOf(ProviderUnavailable);
}

const heard = (): string[] => fake.calls.map(({ twiml }) => (twiml.includes('Thirty') ? 'other' : 'one')).sort();

it.each(['done-reset', 'done-hang'] as const)(
  'is made once, although the answer is lost (%s) and the worker with it',
  async (lost) => {
    await aWorkerThatIsKilled(ONE, lost);
    const { reference } = await voiceOn(fake, home).send(ONE, NUMBER);
    expect(fake.calls.map(({ sid }) => sid)).toEqual([reference]);
  },
);

it('is made once, although only the answer is lost', async () => {
  const voice = voiceOn(fake, home);
  fake.vendor.failNext('done-reset');
  await expect(voice.send(ONE, NUMBER)).rejects.toBeInstanceOf(ProviderUnavailable);
  expect((await voice.send(ONE, NUMBER)).reference).toBe(fake.calls[0]?.sid);
  expect(fake.calls).toHaveLength(1);
});

it('is answered to a worker that is started after it was made', async () => {
  const first = await voiceOn(fake, home).send(ONE, NUMBER);
  expect(await voiceOn(fake, home).send(ONE, NUMBER)).toEqual(first);
  expect(fake.calls).toHaveLength(1);
});

it('is found by a worker on another machine, which knows since when it was tried', async () => {
  const triedSince = Date.now();
  await aWorkerThatIsKilled(ONE, 'done-hang');
  await voiceOn(fake, aHome()).send({ ...ONE, triedSince }, NUMBER);
  expect(heard()).toEqual(['one']);
});

it('asks Twilio for nothing before it calls for the first time', async () => {
  await voiceOn(fake, home).send(ONE, NUMBER);
  expect(fake.vendor.requests.map(({ method }) => method)).toEqual(['POST']);
});

it.each([
  ['older', { at: Date.now() - 3_600_000 }],
  ['to another number', { to: '+491519999999' }],
])('is made although there is a call that is %s', async (_what, changed) => {
  await voiceOn(fake).send(OTHER, NUMBER);
  Object.assign(fake.calls[0] ?? {}, changed);
  await voiceOn(fake, home).send({ ...ONE, triedSince: Date.now() }, NUMBER);
  expect(heard()).toEqual(['one', 'other']);
});

describe('of two pages to one number, each is heard once', () => {
  it('where the answer to the first was lost, and the second one followed', async () => {
    await aWorkerThatIsKilled(ONE, 'done-hang');
    await voiceOn(fake, home).send(OTHER, NUMBER);
    await voiceOn(fake, home).send(ONE, NUMBER);
    expect(heard()).toEqual(['one', 'other']);
  });

  it('where the first never reached Twilio, and the second one followed', async () => {
    await aWorkerThatIsKilled(ONE, 'reset');
    await voiceOn(fake, home).send(OTHER, NUMBER);
    await voiceOn(fake, home).send(ONE, NUMBER);
    expect(heard()).toEqual(['one', 'other']);
  });

  it('where the worker that made the first was killed before the second had its turn', async () => {
    const triedSince = Date.now();
    await aWorkerThatIsKilled(ONE, 'done-hang');
    await voiceOn(fake, home).send({ ...OTHER, triedSince }, NUMBER);
    await voiceOn(fake, home).send({ ...ONE, triedSince }, NUMBER);
    expect(heard()).toEqual(['one', 'other']);
  });

  it.each([
    ['both were taken', 'done-reset', 'done-reset'],
    ['the first was taken', 'done-reset', 'reset'],
    ['the second was taken', 'reset', 'done-reset'],
    ['neither was taken', 'reset', 'reset'],
  ] as const)('at least, where nobody knows of either, and %s', async (_what, first, second) => {
    await aWorkerThatIsKilled(ONE, first);
    await aWorkerThatIsKilled(OTHER, second);
    await voiceOn(fake, home).send(ONE, NUMBER);
    await voiceOn(fake, home).send(OTHER, NUMBER);
    expect([...new Set(heard())]).toEqual(['one', 'other']);
  });
});

it('waits for the call before it to the same number, whatever becomes of that', async () => {
  const voice = voiceOn(fake, home);
  const lost = fake.vendor.loseAnswerTo(({ method }) => method === 'POST');
  const first = expect(voice.send(ONE, NUMBER)).rejects.toBeInstanceOf(ProviderUnavailable);
  const second = voice.send(OTHER, NUMBER);
  await lost.taken;
  expect(fake.calls).toHaveLength(1);
  await first;
  await second;
  expect(heard()).toEqual(['one', 'other']);
});

it('is made once by one worker, although the disk takes no notes', async () => {
  const file = join(home, 'no-folder');
  writeFileSync(file, '');
  const voice = voiceOn(fake, file);
  fake.vendor.failNext('done-reset');
  await expect(voice.send(ONE, NUMBER)).rejects.toBeInstanceOf(ProviderUnavailable);
  await voice.send(ONE, NUMBER);
  expect(heard()).toEqual(['one']);
});

it('reads text, never TwiML', async () => {
  await voiceOn(fake).send(aPage({ text: '</Say><Dial>+1900</Dial> & "so"' }), NUMBER);
  expect(fake.calls[0]?.twiml).not.toContain('<Dial>');
});
