import { QueryNotRegisteredError } from '@temporalio/client';
import { createGithubIssues } from '../../activities/adapters/github-issues';
import { createJiraTickets } from '../../activities/adapters/jira';
import { withStandingBridge } from '../../activities/adapters/shared/bridge-link';
import { createZoomBridge } from '../../activities/adapters/zoom';
import type { Bridge, TicketReading, Tickets } from '../../activities/ports';
import type { Incident } from '../../domain/state/incident';
import { FakeGithub } from '../fakes/github-issues/fake-github';
import { FakeJira } from '../fakes/jira/fake-jira';
import { json } from '../fakes/vendor';
import { FakeZoom } from '../fakes/zoom/fake-zoom';
import { useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';
import { alertOf } from '../support/virtual-clock';

const STANDING = 'https://zoom.example/j/4711';

let zoom: FakeZoom;
let jira: FakeJira;
let github: FakeGithub;
let bridge: Bridge;
let tickets: Tickets;
beforeEach(async () => {
  [zoom, jira, github] = await Promise.all([FakeZoom.start(), FakeJira.start(), FakeGithub.start()]);
  bridge = withStandingBridge({ bridge: createZoomBridge(zoom.settings), standingUrl: STANDING });
  tickets = createJiraTickets(jira.settings);
});
afterEach(() => Promise.all([zoom.stop(), jira.stop(), github.stop()]));

const unread = (): Promise<TicketReading> => Promise.reject(new Error('nobody can ask'));

const server = useSkippingSystem('file', () => ({
  bridge: { open: (...asked) => bridge.open(...asked) },
  tickets: {
    create: (...asked) => tickets.create(...asked),
    comment: (...asked) => tickets.comment(...asked),
    read: (...asked) => (tickets.read ?? unread)(...asked),
  },
}));

const open = (severity: 'P1' | 'P4') => SkippingIncident.open(server.env, severity);

/** The state once it is as expected. A question that comes at a bad moment is asked again, as the client does. */
async function stateOnce(incident: SkippingIncident, isExpected: (state: Incident) => boolean): Promise<Incident> {
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    await incident.waits('1s');
    const state = await incident.state().catch((error: unknown) => {
      if (error instanceof QueryNotRegisteredError) return undefined;
      throw error;
    });
    if (state !== undefined && isExpected(state)) return state;
  }
  throw new Error('it did not come to that within 30 seconds');
}

const hasBridgeAndTicket = ({ bridge: opened, ticket }: Incident): boolean =>
  opened !== undefined && ticket !== undefined;
const isInvited = ({ effects }: Incident): boolean =>
  Object.entries(effects).some(([key, { status }]) => key.startsWith('bridge:invite') && status === 'done');
const invitationsOf = ({ id }: SkippingIncident) =>
  server.system.lines().filter(({ incidentId, key }) => incidentId === id && key.startsWith('bridge:invite'));

test('a P1 has a meeting, whose link the response team gets, and a ticket', async () => {
  const incident = await open('P1');
  const state = await stateOnce(incident, (each) => hasBridgeAndTicket(each) && isInvited(each));
  expect(zoom.meetings).toHaveLength(1);
  expect(state.bridge?.url).toBe(zoom.meetings[0]?.joinUrl);
  expect(invitationsOf(incident).every(({ text }) => text.includes(zoom.meetings[0]?.joinUrl ?? '?'))).toBe(true);
  expect(invitationsOf(incident).length).toBeGreaterThan(0);
  expect(state.ticket).toEqual({ reference: 'OPS-1', url: `${jira.vendor.url}/browse/OPS-1` });
  await incident.act('emil', { do: 'cancel', reason: 'end of the test' });
});

test('while Zoom is away a P1 has the standing link at once, and the record says why', async () => {
  zoom.vendor.failNext(json(503, { message: 'Zoom is being mended' }));
  const incident = await open('P1');
  const { bridge: opened, timeline } = await stateOnce(incident, (each) => hasBridgeAndTicket(each) && isInvited(each));
  expect(opened?.url).toBe(STANDING);
  expect(timeline.find(({ kind }) => kind === 'bridge')?.because).toContain('503 Zoom is being mended');
  expect(invitationsOf(incident).length).toBeGreaterThan(0);
  await incident.act('emil', { do: 'cancel', reason: 'end of the test' });
});

test('a P4 ends with its issue, of which there is one although the first answer was lost', async () => {
  tickets = createGithubIssues({ ...github.settings, loginOf: () => Promise.resolve(undefined) });
  github.vendor.passNext();
  github.vendor.passNext();
  github.vendor.failNext('done-reset');
  const incident = await open('P4');
  await expect(incident.handle.result()).resolves.toContain('resolved');
  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.labels).toEqual(['muster', 'backlog', 'p4', 'priority: low']);
});

const sameAlert = () => alertOf({ severity: 'P4', service: 'release-manager', rule: 'same' });
const openSame = () => SkippingIncident.open(server.env, 'P4', { alerts: [sameAlert()] });

test('the same alert has one ticket as long as that is open: the repeat is a comment on it', async () => {
  tickets = createGithubIssues({ ...github.settings, loginOf: () => Promise.resolve(undefined) });
  await (await openSame()).handle.result();
  await (await openSame()).handle.result();
  expect([github.issues.length, github.comments.length]).toEqual([1, 1]);
  expect(github.comments[0]).toMatchObject({
    issue: 1,
    body: expect.stringContaining('The same alert fired again') as string,
  });
  const [issue] = github.issues;
  if (issue !== undefined) issue.state = 'closed';
  await (await openSame()).handle.result();
  expect([github.issues.length, github.comments.length]).toEqual([2, 1]);
});
