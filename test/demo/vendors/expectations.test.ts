import { disappointments, expectationsOf } from '../../../demo/expectations';
import type { SentMessage } from '../../../demo/messages';
import type { PlayOutcome } from '../../../demo/outcome';
import { INCIDENT as SCENES } from '../../../demo/play-incident';
import { playable } from '../../../demo/scene';
import { VENDORS } from '../../../demo/vendors/list';
import { GOOD, INCIDENT, line, minute, OUTBOX } from '../outcome';

const BY_PORT: Record<string, string> = { chat: 'Slack', mail: 'Mail', calendar: 'Mail' };

const WAYS: Record<string, string> = { 'ingrid-solberg': 'Twilio', 'mei-lin-chen': 'Twilio', 'rafael-ortiz': 'Twilio' };

const placed = (message: SentMessage): SentMessage => {
  const isAlone = message.key === 'page:P1:join:devops-lead:2';
  const pager = isAlone ? 'PagerDuty' : (WAYS[message.to[0] ?? ''] ?? 'Slack');
  const vendor = BY_PORT[message.port] ?? pager;
  return { ...message, vendor, ...(message.port === 'page' && { text: `Muster. ${INCIDENT.title}` }) };
};

const atThePublic = (status: string, at: number): SentMessage =>
  line(`public ${at}`, at, {
    port: 'status-page',
    vendor: 'Statuspage',
    subject: `Problems: ${status}`,
    text: 'words',
  });

const JOIN = 'https://zoom.example/j/4711';

const SENT: SentMessage[] = [
  ...OUTBOX.map(placed),
  line('bridge', 0.2, { port: 'bridge', vendor: 'Zoom', subject: `P1 ${INCIDENT.title}`, text: `${JOIN}\nmuster` }),
  line('bridge:invite:P1:0m', 0.3, { vendor: 'Slack', text: `Please join: ${JOIN}` }),
  line('ticket', 0.3, {
    port: 'ticket',
    vendor: 'Jira',
    subject: `OPS-1 P1 ${INCIDENT.title}`,
    text: `Incident: ${INCIDENT.id}`,
  }),
  atThePublic('investigating', 14),
  atThePublic('monitoring', 19),
  atThePublic('resolved', 48),
];

const FIRST_PAGE = {
  seq: 50,
  at: minute(0.3),
  kind: 'paged',
  key: 'page:P1:0m:devops-lead:1',
  text: 'Delivered to Mei-Lin Chen by SMS; push: not configured; PagerDuty: PagerDuty is not available: 503',
};

const incident: PlayOutcome['incident'] = {
  ...INCIDENT,
  bridge: JOIN,
  obligations: INCIDENT.obligations.map((owed) =>
    owed.id === 'task:open-bridge' ? { ...owed, state: 'met' as const } : owed,
  ),
  ticket: 'https://jira.example/browse/OPS-1',
  timeline: [
    ...INCIDENT.timeline.map((entry) => (entry.kind === 'acknowledged' ? { ...entry, via: 'slack' } : entry)),
    FIRST_PAGE,
  ],
  findings: INCIDENT.findings.map((finding) => ({
    ...finding,
    text: 'Ask for the history of releases that were never deployed',
  })),
};

const WITH_ALL: PlayOutcome = { ...GOOD, vendors: VENDORS, sent: SENT, incident };

const without = (key: string): SentMessage[] => SENT.filter((message) => message.key !== key);

const changed = (key: string, change: Partial<SentMessage>): SentMessage[] =>
  SENT.map((message) => (message.key === key ? { ...message, ...change } : message));

it('what is expected of all vendors holds in a play that went as it should', () => {
  expect(disappointments(WITH_ALL)).toEqual([]);
  expect(expectationsOf(WITH_ALL).length).toBeGreaterThan(expectationsOf(GOOD).length + VENDORS.length / 2);
});

it.each<[string, Partial<PlayOutcome>, RegExp]>([
  [
    'PagerDuty that was not down',
    { sent: changed('page:P1:0m:devops-lead:1', { vendor: 'PagerDuty' }) },
    /the first page went to PagerDuty/,
  ],
  [
    'a story that tells nothing of it',
    { incident: { ...incident, timeline: incident.timeline.filter(({ kind }) => kind !== 'paged') } },
    /the timeline says: nothing/,
  ],
  [
    'PagerDuty that was not asked again',
    { sent: changed('page:P1:join:devops-lead:2', { vendor: 'Twilio' }) },
    /PagerDuty received nothing[^]*the page went to Twilio/,
  ],
  [
    'a VP who was not called',
    { sent: changed('page:P1:0m:vp-engineering:1', { vendor: 'Slack' }) },
    /the page went to Slack/,
  ],
  ['a call that says nothing', { sent: changed('page:P1:0m:vp-engineering:1', { text: 'Hello' }) }, /was told: Hello/],
  [
    'a call of which nobody tells',
    { sent: [...SENT, line('CA7', 3, { port: 'page', vendor: 'Twilio', text: 'Muster calls' })] },
    /is one page in the timeline: ingrid-solberg: Muster calls/,
  ],
  [
    'a ticket of another title',
    { sent: changed('ticket', { subject: 'OPS-1 a title' }) },
    /the title of OPS-1 is: OPS-1 a title/,
  ],
  ['a ticket of no incident', { sent: changed('ticket', { text: 'words' }) }, /OPS-1 says: words/],
  [
    'an incident that links to another ticket',
    { incident: { ...incident, ticket: 'https://jira.example/browse/OPS-2' } },
    /OPS-2 does not exist/,
  ],
  ['a meeting of another title', { sent: changed('bridge', { subject: 'a call' }) }, /its title is: a call/],
  [
    'a bridge that is not the meeting',
    { incident: { ...incident, bridge: 'https://zoom.example/j/1' } },
    /another link/,
  ],
  [
    'an invitation without the link',
    { sent: changed('bridge:invite:P1:0m', { text: 'Join' }) },
    /without it: bridge:invite/,
  ],
  ['nobody who was invited', { sent: without('bridge:invite:P1:0m') }, /nobody was invited/],
  ['a mailbox without the resolution', { sent: without('resolved:mail') }, /missing: resolved:mail/],
  ['an invitation without a text', { sent: changed('invite:1', { text: '' }) }, /missing: invite:1/],
  ['a public that is left waiting', { sent: without('public 48') }, /it never said resolved/],
  [
    'a public that is told more after the end',
    { sent: [...SENT, atThePublic('investigating', 50)] },
    /the last update is: Problems: investigating/,
  ],
  [
    'a public that reads what the room knows',
    { sent: changed('public 19', { text: 'The rollback is done' }) },
    /nothing internal[^]*The rollback is done/,
  ],
  [
    'an investigation without GitHub',
    { incident: { ...incident, findings: INCIDENT.findings } },
    /no finding names it/,
  ],
  [
    'what vendors still show',
    { goingOn: ['PagerDuty: x is triggered'] },
    /show the incident as open: PagerDuty: x is triggered/,
  ],
  [
    'a mail in the outbox',
    { sent: [...without('initial:mail'), line('initial:mail', 0.2, { port: 'mail' })] },
    /not to the outbox: initial:mail/,
  ],
  [
    'a status page that nothing came to',
    { sent: SENT.filter(({ port }) => port !== 'status-page') },
    /Statuspage received nothing/,
  ],
])('names %s', (_what, change, problem) => {
  expect(disappointments({ ...WITH_ALL, ...change }).join('\n')).toMatch(problem);
});

it('a scene that needs a vendor, or does its work, is played where it belongs', () => {
  const needed = SCENES.flatMap(({ onlyWith }) => onlyWith ?? []);
  expect(needed).toEqual(['PagerDuty', 'Statuspage']);
  for (const name of needed) expect(VENDORS.map((vendor) => vendor.name)).toContain(name);
  const spared = SCENES.flatMap(({ onlyWithout }) => onlyWithout ?? []);
  expect(spared).toEqual(['Zoom']);
  expect(playable(SCENES, VENDORS)).toEqual(SCENES.filter(({ onlyWithout }) => onlyWithout === undefined));
  expect(playable(SCENES, [])).toEqual(SCENES.filter(({ onlyWith }) => onlyWith === undefined));
});
