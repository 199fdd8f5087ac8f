import type { Channel, ChannelPage } from '../../../../activities/adapters/delivery/channel';
import { createTwilioSms } from '../../../../activities/adapters/twilio/sms';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { readDirectory } from '../../../../directory/load';
import { describePeoplePort } from '../../../contracts/people.contract';
import { describeProvider } from '../../../contracts/provider.contract';
import { FakePagerDuty } from '../../../fakes/pagerduty/fake-pagerduty';
import { FakeTwilio } from '../../../fakes/twilio/fake-twilio';
import type { FakeVendor } from '../../../fakes/vendor';
import { aPage, INCIDENT, NUMBER, pagerDutyFollowerOn, pagerDutyOn, twilioOptions, voiceOn } from './setup';
import { stringify } from 'yaml';

const open: { vendor: FakeVendor }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vendor }) => vendor.stop().catch(() => undefined)));
});

const aTwilio = async (): Promise<FakeTwilio> => {
  const fake = await FakeTwilio.start();
  open.push(fake);
  return fake;
};

const aPagerDuty = async (): Promise<FakePagerDuty> => {
  const fake = await FakePagerDuty.start();
  open.push(fake);
  return fake;
};

interface Way {
  channel: Channel;
  address: string;
  vendor: FakeVendor;
  secret: string;
  /** How many things a person got. */
  count: () => number;
}

const WAYS: Record<string, () => Promise<Way>> = {
  SMS: async () => {
    const fake = await aTwilio();
    const channel = createTwilioSms(twilioOptions(fake));
    return { channel, address: NUMBER, vendor: fake.vendor, secret: fake.token, count: () => fake.messages.length };
  },
  phone: async () => {
    const fake = await aTwilio();
    const channel = voiceOn(fake);
    return { channel, address: NUMBER, vendor: fake.vendor, secret: fake.token, count: () => fake.calls.length };
  },
};

for (const [name, begin] of Object.entries(WAYS)) {
  describePeoplePort(name, () => {
    const begun = begin();
    const sent: string[] = [];
    return {
      send: async (incidentId, key, signal) => {
        const { channel, address, count } = await begun;
        const receipt = await channel.send(aPage({ incidentId, key }), address, signal);
        while (sent.length < count()) sent.push(`${incidentId} ${key}`);
        return receipt;
      },
      effects: () => Promise.resolve(sent),
    };
  });
}

for (const [name, begin] of Object.entries({
  ...WAYS,
  PagerDuty: async (): Promise<Way> => {
    const fake = await aPagerDuty();
    const { vendor, routingKey: secret } = fake;
    return { channel: pagerDutyOn(fake), address: '', vendor, secret, count: () => fake.incidents.length };
  },
})) {
  describeProvider(name, async () => {
    const { channel, address, vendor, secret: token } = await begin();
    return { vendor, token, act: (signal) => channel.send(aPage(), address, signal) };
  });

  test(`${name} can be somebody’s contact point in the directory`, async () => {
    const { channel, address } = await begin();
    const contactPoints = channel.serves.map((word) => ({ channel: word, address: address || 'payments' }));
    const { people } = readDirectory(
      stringify({ people: [{ id: 'ada', name: 'Ada', contactPoints }] }),
      'directory.yaml',
    );
    expect(people[0]?.contactPoints).toEqual(contactPoints);
  });
}

describe('SMS', () => {
  it.each(['done-reset', 'done-hang'] as const)('goes out once, although the answer is lost (%s)', async (fault) => {
    const fake = await aTwilio();
    fake.vendor.passNext();
    fake.vendor.failNext(fault);
    await expect(createTwilioSms(twilioOptions(fake)).send(aPage(), NUMBER)).rejects.toBeInstanceOf(
      ProviderUnavailable,
    );
    const { reference } = await createTwilioSms(twilioOptions(fake)).send(aPage(), NUMBER);
    expect(fake.messages.map(({ sid }) => sid)).toEqual([reference]);
  });

  const COMMAND = { says: 'Acknowledge', command: 'muster ack x4tm --as ingrid' };
  const LINK = 'https://muster.example.com/a/release-manager-7f3k2a9q-x4tm.ingrid-solberg.0.hteei.ps46ekv7qyarr6pym53d';
  const bodyOf = async (changed: Partial<ChannelPage>, hears = false): Promise<string> => {
    const fake = await aTwilio();
    await createTwilioSms({ ...twilioOptions(fake), hears }).send(aPage(changed), NUMBER);
    return fake.messages[0]?.body ?? '';
  };

  it('says what, why and how to answer, in 320 characters at most', async () => {
    const short = 'Nobody has acknowledged yet.';
    const said = await bodyOf({ short, answer: { ...COMMAND, url: LINK } }, true);
    expect(said.length).toBeLessThanOrEqual(320);
    expect(said).toMatch(
      /^P1 Release Manager: down\nNobody has acknowledged yet\.\nReply 1: on it\. 2: can't\. Or: https/,
    );
    expect(said).toContain(`Or: ${LINK}\n`);
    expect(said).toMatch(/\([0-9a-f]{10}\)$/);
  });

  it('asks for no reply where none reaches us, nor for news', async () => {
    expect(await bodyOf({ short: 'x', answer: { ...COMMAND, url: LINK } })).toContain(`Acknowledge: ${LINK}\n`);
    const details = { says: 'Details', command: 'muster show x4tm', url: LINK };
    expect(await bodyOf({ short: 'x', answer: details }, true)).toContain(`Details: ${LINK}\n`);
  });

  it('says what works without a link', async () => {
    expect(await bodyOf({ short: 'x', answer: COMMAND }, true)).toContain('Acknowledge: muster ack x4tm --as ingrid\n');
  });

  it.each([
    ['a link of an alert', `see https://evil.example/${'x'.repeat(3_000)}`],
    ['characters outside of GSM-7', 'ж🙂'.repeat(500)],
  ])('keeps within 320 characters, and only its own link leads somewhere, with %s', async (_name, hostile) => {
    const changes = [
      { subject: hostile, short: hostile, answer: { ...COMMAND, url: LINK } },
      { subject: hostile, text: hostile },
    ];
    for (const changed of changes) {
      const said = await bodyOf(changed, true);
      expect(said.length).toBeLessThanOrEqual(320);
      expect(said.replace(LINK, '')).not.toContain('://');
      expect(said).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }
  });

  it('that Twilio says was not delivered is no success the next time', async () => {
    const fake = await aTwilio();
    const sms = createTwilioSms(twilioOptions(fake));
    await sms.send(aPage(), NUMBER);
    Object.assign(fake.messages[0] ?? {}, { status: 'undelivered' });
    await expect(sms.send(aPage(), NUMBER)).rejects.toThrow(/undelivered/);
    expect(fake.messages).toHaveLength(1);
  });

  it.each(['0151 123', 'ingrid', '+0123456789', '+49151123456789012'])('refuses the number %j', async (address) => {
    const fake = await aTwilio();
    await expect(createTwilioSms(twilioOptions(fake)).send(aPage(), address)).rejects.toBeInstanceOf(ProviderRejected);
    expect(fake.vendor.requests).toEqual([]);
  });
});

describe('PagerDuty', () => {
  it('has one incident per incident and person, however often and whatever is lost', async () => {
    const fake = await aPagerDuty();
    fake.vendor.failNext('done-reset');
    await expect(pagerDutyOn(fake).send(aPage(), '')).rejects.toBeInstanceOf(ProviderUnavailable);
    await pagerDutyOn(fake).send(aPage(), '');
    await pagerDutyOn(fake).send(aPage({ key: 'page:P1:0m:engineering-manager:2' }), '');
    expect(fake.incidents).toMatchObject([
      { dedupKey: `muster:${INCIDENT}:ingrid`, severity: 'critical', status: 'triggered' },
    ]);
  });

  it('rings again for a page after an answer, which the fake does for nothing that is acknowledged', async () => {
    const fake = await aPagerDuty();
    await pagerDutyOn(fake).send(aPage(), '');
    await pagerDutyFollowerOn(fake).follow({
      incidentId: INCIDENT,
      key: 'follow:acknowledged:ingrid',
      people: ['ingrid'],
      state: 'acknowledged',
    });
    await pagerDutyOn(fake).send(aPage({ key: 'page:P1:0m:engineering-manager:2' }), '');
    expect(fake.rang).toEqual([`muster:${INCIDENT}:ingrid`]);
    expect(fake.incidents).toMatchObject([{ status: 'acknowledged', log: { length: 2 } }]);
    const { reference } = await pagerDutyOn(fake).send(aPage({ key: 'page:P1:idle:1:ingrid:1', round: 2 }), '');
    expect(fake.rang).toEqual([`muster:${INCIDENT}:ingrid`, reference]);
  });

  it('takes back every round with a withdrawal', async () => {
    const fake = await aPagerDuty();
    for (const round of [1, 2, 3]) await pagerDutyOn(fake).send(aPage({ key: `page:${round}`, round }), '');
    await pagerDutyOn(fake).send(aPage({ kind: 'withdrawal', key: 'withdraw:merged:ingrid', round: 3 }), '');
    expect(fake.incidents.map(({ status }) => status)).toEqual(['resolved', 'resolved', 'resolved']);
    // What is resolved is opened anew by the same key, as there.
    await pagerDutyOn(fake).send(aPage({ round: 3 }), '');
    expect(fake.rang).toHaveLength(4);
  });

  it('ends what a withdrawn page opened', async () => {
    const fake = await aPagerDuty();
    await pagerDutyOn(fake).send(aPage(), '');
    await pagerDutyOn(fake).send(aPage({ kind: 'withdrawal', key: 'withdraw:merged:ingrid' }), '');
    expect(fake.incidents.map(({ status }) => status)).toEqual(['resolved']);
  });

  it('takes texts of any length', async () => {
    const fake = await aPagerDuty();
    await pagerDutyOn(fake).send(
      aPage({ subject: 'P2 '.padEnd(5_000, 'é'), severity: { name: 'P2', rank: 1 }, text: 'x'.repeat(100_000) }),
      '',
    );
    expect(fake.incidents[0]).toMatchObject({ severity: 'error' });
  });
});
