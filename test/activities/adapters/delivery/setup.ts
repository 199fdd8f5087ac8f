import type { ChannelPage } from '../../../../activities/adapters/delivery/channel';
import { createPagerDuty } from '../../../../activities/adapters/pagerduty/channel';
import { createPagerDutyFollower } from '../../../../activities/adapters/pagerduty/follower';
import type { PagerDutySent } from '../../../../activities/adapters/pagerduty/sent-log';
import type { TwilioOptions } from '../../../../activities/adapters/twilio/api';
import { createTwilioVoice } from '../../../../activities/adapters/twilio/voice';
import type { FakePagerDuty } from '../../../fakes/pagerduty/fake-pagerduty';
import type { FakeTwilio } from '../../../fakes/twilio/fake-twilio';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const INCIDENT = 'release-manager-7f3k2a9q-x4tm';

export const NUMBER = '+491511234567';

export const aPage = (changed: Partial<ChannelPage> = {}): ChannelPage => ({
  incidentId: INCIDENT,
  key: 'page:P1:0m:engineering-manager:1',
  kind: 'page',
  subject: 'P1 Release Manager: down',
  severity: { name: 'P1', rank: 0 },
  text: 'P1 Release Manager: down\nYou are on the escalation matrix for this incident.\nAcknowledge: muster ack x4tm --as ingrid',
  to: {
    id: 'ingrid',
    name: 'Ingrid',
    contactPoints: [
      { channel: 'pagerduty', address: '' },
      { channel: 'pigeon', address: 'loft 3' },
      { channel: 'sms', address: '+49 151 1234567' },
      { channel: 'phone', address: NUMBER },
    ],
  },
  roles: ['engineering-manager'],
  ...changed,
});

export const twilioOptions = (fake: FakeTwilio): TwilioOptions => ({
  accountSid: fake.accountSid,
  user: fake.accountSid,
  secret: fake.token,
  from: fake.from,
  apiUrl: fake.vendor.url,
  withinMs: 1_500,
});

const homes: string[] = [];

afterAll(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

/** A machine's own folder, for as long as the test file runs. */
export function aHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'muster-paging-'));
  homes.push(home);
  return home;
}

/** Calls, as a worker of its own would make them: with the same home it is the next one on that machine. */
export const voiceOn = (fake: FakeTwilio, home = aHome()) => createTwilioVoice({ ...twilioOptions(fake), home });

export const pagerDutyOn = (fake: FakePagerDuty, told?: PagerDutySent) =>
  createPagerDuty({ routingKeys: { default: fake.routingKey }, eventsUrl: fake.vendor.url, withinMs: 1_500 }, told);

export const pagerDutyFollowerOn = (
  fake: FakePagerDuty,
  routingKeys: Record<string, string> = { a: fake.routingKey },
  told?: PagerDutySent,
) => createPagerDutyFollower({ routingKeys, eventsUrl: fake.vendor.url, withinMs: 1_500 }, told);
