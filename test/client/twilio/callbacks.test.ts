/** Whether a page is answered by a key on the call and by a reply, and only by what Twilio signed. */
import type { AddressInfo } from 'node:net';
import { createTwilioVoice } from '../../../activities/adapters/twilio/voice';
import { Refused, Unreachable } from '../../../client/errors';
import type { IncidentClient } from '../../../client/incidents/api';
import type { IncidentView } from '../../../domain/view';
import { FakeTwilio } from '../../fakes/twilio/fake-twilio';
import { wordsOf } from '../../fakes/twilio/words';
import { aSummary, aView } from '../../support/client';
import { answerDoors, INCIDENT } from '../answers/doors';

const NUMBER = '+15550101';

const texted = (at: string, to = 'mia'): Pick<IncidentView, 'deliveries'> => ({
  deliveries: [{ page: 'p', to, name: to, ways: [{ channel: 'SMS', state: 'delivered', at }] }],
});

let twilio: FakeTwilio;
const open: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  twilio = await FakeTwilio.start();
  open.push(() => twilio.stop());
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A server that Twilio reaches under its own address. The port is known only once it listens, and is part of what is signed. */
async function system(changed: Partial<IncidentClient> = {}, token = twilio.token) {
  const probe = answerDoors();
  await probe.server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = probe.server.server.address() as AddressInfo;
  await probe.server.close();
  const publicUrl = `http://127.0.0.1:${port}`;
  const doors = answerDoors(changed, { publicUrl, twilioToken: token });
  await doors.server.listen({ host: '127.0.0.1', port });
  open.push(() => doors.server.close());
  if (twilio.numbers[0] !== undefined) twilio.numbers[0].sms_url = `${publicUrl}/twilio/sms`;
  const call = async () => {
    const { vendor, accountSid, from } = twilio;
    const options = { accountSid, user: accountSid, secret: twilio.token, from, apiUrl: vendor.url, hears: true };
    const url = doors.links.linkFor(INCIDENT, 'mia') ?? '';
    await createTwilioVoice({ ...options, home: doors.home }).send(
      {
        incidentId: INCIDENT,
        key: 'k',
        kind: 'page',
        subject: 'P1 Release Manager: down',
        text: `P1\nAcknowledge: ${url}`,
        short: 'Nobody has acknowledged yet.',
        answer: { says: 'Acknowledge', command: 'muster ack x', url },
        to: { id: 'mia', name: 'Mia', contactPoints: [] },
        roles: [],
      },
      NUMBER,
    );
    const [made] = twilio.calls;
    if (made === undefined) throw new Error('nobody was called');
    return made;
  };
  return { ...doors, publicUrl, call };
}

describe('a call', () => {
  test('says the title once and which keys it takes, and reads no address and no command aloud', async () => {
    const heard = wordsOf((await (await system()).call()).twiml);
    expect(heard.match(/Release Manager/g)).toHaveLength(1);
    expect(heard).toContain('Press 1');
    expect(heard).not.toMatch(/http|muster ack|\/a\//);
    // People speak about fifteen characters a second.
    expect(heard.replace('No key was pressed. Goodbye.', '').length).toBeLessThan(20 * 15);
  });

  test.each([
    ['1', 'acknowledge'],
    ['2', 'decline'],
  ])('with key %s says %s, in the name of whoever was called', async (key, said) => {
    const { call, acts } = await system();
    expect(await twilio.press(await call(), key)).toContain("you're the lead. Goodbye.");
    expect(acts).toMatchObject([{ ref: INCIDENT, by: { person: 'mia', via: 'phone' }, deed: { do: said } }]);
  });

  test('says it again with key 9, and still takes a key', async () => {
    const { call, acts } = await system();
    const made = await call();
    expect(await twilio.press(made, '9')).toContain('Release Manager API degraded');
    expect(acts).toEqual([]);
    await twilio.press(made, '1');
    expect(acts).toMatchObject([{ deed: { do: 'acknowledge' } }]);
  });

  test('has the same answer when Twilio tells the same key twice', async () => {
    const { call, acts } = await system();
    const made = await call();
    const { twiml } = made;
    await twilio.press(made, '1');
    made.twiml = twiml;
    await twilio.press(made, '1');
    expect(new Set(acts.map(({ by }) => by.actId)).size).toBe(1);
  });

  test('says why an answer was refused', async () => {
    const { call } = await system({ act: () => Promise.reject(new Refused('x is already resolved.')) });
    expect(await twilio.press(await call(), '1')).toBe('x is already resolved. Goodbye.');
  });

  test('that could not be recorded can be answered again', async () => {
    const { call } = await system({ act: () => Promise.reject(new Unreachable('down')) });
    const made = await call();
    expect(await twilio.press(made, '1')).toContain('did not get through');
    expect(made.twiml).toContain('<Gather');
  });

  test('can’t be answered once the link is over', async () => {
    const { call, people, acts } = await system();
    const made = await call();
    await people.endLinks('mia');
    expect(await twilio.press(made, '1')).toContain('can no longer be answered');
    expect(acts).toEqual([]);
  });

  test('is believed only with the account’s signature', async () => {
    const { call, acts } = await system({}, 'another token');
    await expect(twilio.press(await call(), '1')).rejects.toThrow(/403/);
    expect(acts).toEqual([]);
  });

  test('is not answered by a key that was changed on the way', async () => {
    const { publicUrl, pathFor, acts } = await system();
    const answer = await fetch(`${publicUrl}${pathFor('mia').replace('/a/', '/twilio/voice/')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Digits=1',
    });
    expect(answer.status).toBe(403);
    expect(acts).toEqual([]);
  });
});

describe('a reply', () => {
  const OLDER = { ...aView(), id: 'older', ...texted('2026-11-23T08:01:00Z') };
  const NEWER = { ...aView(), id: 'newer', ...texted('2026-11-23T08:30:00Z') };
  const BETWEEN = { ...aView(), id: 'between', ...texted('2026-11-23T08:40:00Z', 'grace') };
  const two = (): Partial<IncidentClient> => ({
    list: () => Promise.resolve([aSummary({ id: 'older' }), aSummary({ id: 'newer' }), aSummary({ id: 'between' })]),
    show: (ref) => Promise.resolve([OLDER, NEWER, BETWEEN].find(({ id }) => id === ref) ?? aView()),
  });

  test.each([
    ['1', 'acknowledge'],
    [' OK. ', 'acknowledge'],
    ['ack', 'acknowledge'],
    ['2', 'decline'],
    ['I can’t', 'decline'],
  ])('%j says %s about the newest text message', async (body, said) => {
    const { acts } = await system(two());
    expect(await twilio.reply(NUMBER, body)).toContain("you're the lead.");
    expect(acts).toMatchObject([{ ref: 'newer', by: { person: 'mia', via: 'sms' }, deed: { do: said } }]);
  });

  test('of anything else is told what to say', async () => {
    const { acts } = await system(two());
    expect(await twilio.reply(NUMBER, 'who is this?')).toBe("Reply 1 if you're on it, 2 if you can't.");
    expect(acts).toEqual([]);
  });

  test('of a stranger gets no answer', async () => {
    const { acts } = await system(two());
    expect(await twilio.reply('+15550199', '1')).toBe('');
    expect(acts).toEqual([]);
  });

  test('changes nothing where no open incident has sent a text message', async () => {
    const { acts } = await system({ list: () => Promise.resolve([]) });
    expect(await twilio.reply(NUMBER, '1')).toContain('nothing was changed');
    expect(acts).toEqual([]);
  });
});
