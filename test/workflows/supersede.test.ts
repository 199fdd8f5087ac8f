import { createLadder } from '../../activities/adapters/delivery/ladder';
import { createSlack } from '../../activities/adapters/slack';
import { createTwilioSms } from '../../activities/adapters/twilio/sms';
import type { Chat, Pager } from '../../activities/ports/messages';
import type { Directory } from '../../activities/ports/records';
import { aPage, pagerDutyOn, twilioOptions } from '../activities/adapters/delivery/setup';
import { FakePagerDuty } from '../fakes/pagerduty/fake-pagerduty';
import { FakeSlack } from '../fakes/slack/fake-slack';
import { FakeTwilio } from '../fakes/twilio/fake-twilio';
import { json } from '../fakes/vendor';
import { SkippingIncident } from '../support/time-skip-incident';
import { directoryOf, useSkippingSystem } from '../support/time-skip-system';
import { PEOPLE } from '../support/virtual-clock';

let slack: FakeSlack;

let pagerDuty: FakePagerDuty;

let twilio: FakeTwilio;

let chat: Chat;

let pager: Pager;

beforeEach(async () => {
  [slack, pagerDuty, twilio] = [await FakeSlack.start(), await FakePagerDuty.start(), await FakeTwilio.start()];
  for (const id of Object.keys(PEOPLE)) slack.workspace.addUser({ id: memberOf(id), name: id, realName: id });
  const otherwise: Pager = { page: ({ key }) => Promise.resolve({ reference: key }) };
  ({ chat } = createSlack({ token: slack.token, apiUrl: slack.apiUrl, directory, otherwise }));
  pager = createLadder({ channels: [pagerDutyOn(pagerDuty), createTwilioSms(twilioOptions(twilio))], otherwise });
});

afterEach(() => Promise.all([slack.stop(), pagerDuty.vendor.stop(), twilio.vendor.stop()]));

const memberOf = (id: string): string => `U0${id.toUpperCase()}`;

const people = directoryOf();

/** Everybody can be paged in several ways, and is spoken to on Slack. */
const directory: Directory = {
  ...people,
  person: async (id) => {
    const person = await people.person(id);
    const onSlack = { channel: 'slack', address: memberOf(id) };
    return person && { ...person, contactPoints: [...aPage().to.contactPoints, onSlack] };
  },
};

const server = useSkippingSystem('test', () => ({
  chat: { post: (...post) => chat.post(...post) },
  pager: { page: (...page) => pager.page(...page) },
  directory,
}));

const saidInSlack = (incident: SkippingIncident): string[] =>
  slack.workspace.effects().map((effect) => effect.replace(`${incident.id} `, ''));

const dropped = async (incident: SkippingIncident): Promise<string[]> =>
  (await incident.state()).timeline.filter(({ kind }) => kind === 'overtaken').map(({ text }) => text);

test('Slack and PagerDuty are away for an hour: the newest update arrives, nothing older, and pages went at once', async () => {
  // An hour is what Slack asks to wait, as long as the outage lasts.
  slack.vendor.goesDown({ ...json(429, { ok: false, error: 'ratelimited' }), headers: { 'retry-after': '3600' } });
  pagerDuty.vendor.goesDown(json(503, { message: 'maintenance' }));
  const incident = await SkippingIncident.open(server.env, 'P1');
  await incident.waits('20s');
  expect(twilio.messages.length).toBeGreaterThanOrEqual(5);
  await incident.act('otto', { do: 'acknowledge' });
  await incident.waits('58m');
  expect(saidInSlack(incident)).toEqual([]);
  const newest = (await incident.state()).updates.count;
  const told = await dropped(incident);
  expect(told).toContain('Initial notification in chat not sent: superseded by update 1');
  for (let n = 1; n < newest; n += 1)
    expect(told).toContain(`Update ${n} in chat not sent: superseded by update ${n + 1}`);

  slack.vendor.comesBack();
  pagerDuty.vendor.comesBack();
  await incident.waits('3m');
  const updates = saidInSlack(incident).filter((key) => /^(initial|update)/.test(key));
  expect(updates).toEqual([`update:${newest + 1}:chat`]);
  // What Slack had asked to wait for is over by now: none of it comes after all.
  await incident.waits('90s');
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  await server.env.sleep('2h');
  const all = saidInSlack(incident).filter((key) => /^(initial|update|resolved)/.test(key));
  expect(all).toEqual([`update:${newest + 1}:chat`, 'resolved:chat']);
}, 120_000);

test('an incident that ends meanwhile waits for nothing that it had to say before', async () => {
  slack.vendor.goesDown({ ...json(429, { ok: false, error: 'ratelimited' }), headers: { 'retry-after': '3600' } });
  const incident = await SkippingIncident.open(server.env, 'P1');
  await incident.waits('20s');
  slack.vendor.comesBack();
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  expect(saidInSlack(incident)).toEqual(['resolved:chat']);
  expect(await dropped(incident)).toContain(
    'Initial notification in chat not sent: superseded by the end: the incident is resolved',
  );
}, 60_000);
