import { createLadder } from '../../../activities/adapters/delivery/ladder';
import { createPagerDuty } from '../../../activities/adapters/pagerduty/channel';
import { createPagerDutyFollower } from '../../../activities/adapters/pagerduty/follower';
import { createTwilioSms } from '../../../activities/adapters/twilio/sms';
import { createTwilioVoice } from '../../../activities/adapters/twilio/voice';
import { doubledKeys } from '../../../demo/messages';
import { happeningsIn } from '../../../demo/happenings';
import { pagerDuty } from '../../../demo/vendors/pagerduty';
import { twilio } from '../../../demo/vendors/twilio';
import type { IncidentView, TimelineView } from '../../../domain/view';
import { readPagerDutySettings } from '../../../activities/adapters/pagerduty/settings';
import { readTwilioSettings } from '../../../activities/adapters/twilio/settings';
import { INCIDENT, minute } from '../outcome';
import { type OnStage, onStage } from './on-stage';

const VP = 'ingrid-solberg';
const DEVOPS = 'mei-lin-chen';

let stage: OnStage;
beforeEach(async () => void (stage = await onStage([pagerDuty, twilio])));
afterEach(() => stage.close());

/** A worker: what it knows of vendors that are down dies with it. */
function aWorker() {
  const [pagerDutySettings, twilioSettings] = [
    readPagerDutySettings(stage.receiving.settings),
    readTwilioSettings(stage.receiving.settings),
  ];
  if (pagerDutySettings === undefined || twilioSettings === undefined) throw new Error('the settings name no vendor');
  const ladder = createLadder({
    channels: [
      createPagerDuty(pagerDutySettings),
      createTwilioSms(twilioSettings),
      createTwilioVoice({ ...twilioSettings, home: stage.home }),
    ],
    otherwise: { page: () => Promise.reject(new Error('nobody was reached')) },
  });
  const page = async (id: string, key: string): Promise<TimelineView> => {
    const to = stage.person(id);
    const head = { incidentId: INCIDENT.id, key, kind: 'page', subject: 'P1: down', text: 'It is down' } as const;
    const { tries = [] } = await ladder.page({ ...head, to, roles: [] });
    const by = tries.find(({ outcome }) => outcome === 'sent')?.channel ?? '';
    return { seq: 1, at: minute(0), kind: 'paged', text: `Delivered to ${to.name} by ${by}`, key };
  };
  return { page, follower: createPagerDutyFollower(pagerDutySettings) };
}

/** Twilio's own page, as the board links to it. */
const twiliosPage = async (): Promise<string> =>
  (await fetch(stage.receiving.settings['MUSTER_TWILIO_API_URL'] ?? '')).text();

/** One call more than Muster knows of. */
async function callAgain(): Promise<void> {
  const settings = readTwilioSettings(stage.receiving.settings);
  if (settings === undefined) throw new Error('the settings name no Twilio');
  const { accountSid, user, secret, from, apiUrl = '' } = settings;
  const { status } = await fetch(`${apiUrl}/2010-04-01/Accounts/${accountSid}/Calls.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ To: '+15550101', From: from, Twiml: '<Response><Say>Muster again</Say></Response>' }),
  });
  expect(status).toBe(201);
}

const after = (...timeline: TimelineView[]): IncidentView => ({ ...INCIDENT, timeline });

it('a call and a text message are told by whom they reached, and by the page that they are', async () => {
  const { page } = aWorker();
  const story = [
    await page(VP, 'page:P1:0m:vp-engineering:1'),
    await page(DEVOPS, 'page:P1:0m:devops-lead:1'),
    await page(VP, 'page:P1:0m:vp-engineering:2'),
  ];
  const sent = stage.receiving.sent(after(...story));
  expect(sent.filter(({ to }) => to[0] === VP)).toMatchObject([
    { key: 'page:P1:0m:vp-engineering:1', vendor: 'Twilio', device: 'phone', incidentId: INCIDENT.id },
    { key: 'page:P1:0m:vp-engineering:2', text: expect.stringMatching(/^Muster\. P1: down\./) as unknown },
  ]);
  expect(sent.filter(({ to }) => to[0] === DEVOPS)).toMatchObject([
    { key: 'page:P1:0m:devops-lead:1', vendor: 'Twilio', subject: 'SMS: P1: down', name: 'Mei-Lin Chen' },
  ]);
});

it('what Muster has not told of yet is on the board, and on the screen when it is known what it is', async () => {
  const { page } = aWorker();
  const told = await page(VP, 'page:P1:0m:vp-engineering:1');
  const [unknown] = stage.receiving.sent();
  expect(unknown).toMatchObject({ incidentId: '', port: 'page', to: [VP] });
  const seen = { now: 0, servingMs: 0, service: { version: 'v', healthy: true }, isPostMortemComplete: false };
  expect(happeningsIn({ ...seen, sent: stage.receiving.sent() })).toEqual([]);
  expect(happeningsIn({ ...seen, sent: stage.receiving.sent(after(told)) })).toHaveLength(1);
});

it('the same page twice is doubled: as a text message by its mark, as a call by being one more than were told of', async () => {
  const first = aWorker();
  const calls = [await first.page(VP, 'page:P1:0m:vp-engineering:1')];
  await callAgain();
  const stranger = stage.receiving.sent(after(...calls));
  const [, isTold] = twilio.expects ?? [];
  expect(isTold?.problem({ sent: stranger, incident: INCIDENT } as never)).toMatch(/^ingrid-solberg: Muster/);
  const text = await first.page(DEVOPS, 'page:P1:0m:devops-lead:1');
  const sent = stage.receiving.sent(after(text));
  expect(doubledKeys(sent)).toEqual([]);
  expect(doubledKeys([...sent, ...sent.filter(({ to }) => to[0] === DEVOPS)])).toEqual(['page:P1:0m:devops-lead:1']);
});

it('PagerDuty is down at first, rests, is asked again by the next worker, and follows to the end', async () => {
  const first = aWorker();
  const told = [
    await first.page(DEVOPS, 'page:P1:0m:devops-lead:1'),
    await first.page(DEVOPS, 'page:P1:0m:devops-lead:2'),
  ];
  expect(told.map(({ text }) => text)).toEqual([
    'Delivered to Mei-Lin Chen by SMS',
    'Delivered to Mei-Lin Chen by SMS',
  ]);
  const { page, follower } = aWorker();
  await page(DEVOPS, 'page:P1:join:devops-lead:2');
  const sent = stage.receiving.sent(after(...told));
  expect(sent.at(-1)).toMatchObject({
    key: 'page:P1:join:devops-lead:2',
    vendor: 'PagerDuty',
    to: [DEVOPS],
    incidentId: INCIDENT.id,
    subject: 'P1: down',
    text: 'It is down',
  });
  expect(stage.receiving.goingOn()).toEqual([expect.stringMatching(/^PagerDuty: .*mei-lin-chen is triggered$/)]);
  await follower.follow({ incidentId: INCIDENT.id, key: 'follow:ended', people: [DEVOPS], state: 'resolved' });
  expect(stage.receiving.goingOn()).toEqual([]);
});

it('Twilio’s page shows what arrived, and a call as it is heard', async () => {
  const { page } = aWorker();
  await page(VP, 'page:P1:0m:vp-engineering:1');
  await page(DEVOPS, 'page:P1:0m:devops-lead:1');
  const shown = await twiliosPage();
  expect(shown).toContain('SMS to +15550103, delivered');
  expect(shown).toMatch(/Call to \+15550101, completed<\/h2><p>Muster\. P1: down\./);
  expect(shown).not.toContain('&#60;Say');
});
