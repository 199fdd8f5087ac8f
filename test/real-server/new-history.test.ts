/** Whether a new history begins in time although a vendor lets an effect wait, and nothing is lost or doubled by it. */
import { FakeSlack } from '../fakes/slack/fake-slack';
import { json } from '../fakes/vendor';
import { alertsArrivedSignal, postMortemId } from '../../workflows/contract';
import { alertGroup, arrivedFrom, groupFrom } from '../support/alerts';
import { fromFirstToLast } from '../support/from-first-to-last';
import type { Incident } from '../../domain/state/incident';
import { System } from '../support/system';
import { doubledKeys } from '../support/time-skip-system';
import { until } from '../support/until';

async function startWithoutSlack() {
  const slack = await FakeSlack.start();
  // An hour is what Slack asks to wait.
  slack.vendor.goesDown({ ...json(429, { ok: false, error: 'ratelimited' }), headers: { 'retry-after': '3600' } });
  const env = { MUSTER_SLACK_TOKEN: slack.token, MUSTER_SLACK_API_URL: slack.apiUrl };
  const system = await System.start({ speed: 60, continueAfterEvents: 120, env });
  return { system, slack, stop: () => Promise.all([system.stop(), slack.stop()]).then(() => undefined) };
}

const world = fromFirstToLast('system', startWithoutSlack, { startMs: 60_000, stopMs: 30_000 });

/** Once the announcement is under way: it begins after the first pages. */
async function announcing(address: string): Promise<Incident | undefined> {
  const incident = await world().system.state(address);
  return incident.effects['initial:chat']?.status === 'running' ? incident : undefined;
}

it('goes on in new histories while the channel is away, and pages as ever', async () => {
  const { system } = world();
  const group = alertGroup('P1');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await until('the announcement, which waits', () => announcing(group.address));
  const pages = (): string[] => system.lines(id).flatMap(({ port, key }) => (port === 'page' ? [key] : []));
  const runs = async (): Promise<number> => {
    const { count } = await system.client.workflow.count(`WorkflowId = '${group.address}'`);
    return count;
  };
  let written = 0;
  for (; (await runs()) < 4; written += 1)
    await system.incidents.act(id, { person: 'dave', via: 'test' }, { do: 'note', text: `note ${written}` });
  const before = pages().length;
  await until('another page', () => (pages().length > before ? true : undefined));
  const state = await until('the state', () => system.state(group.address));
  expect(state.id).toBe(id);
  // An update took its place, or it is under way again.
  expect(['running', 'overtaken']).toContain(state.effects['initial:chat']?.status ?? 'overtaken');
  expect(doubledKeys(system.lines())).toEqual([]);
  const told = [...system.recorded(id), ...state.timeline].filter(({ kind }) => kind === 'note');
  expect(new Set(told.map(({ text }) => text)).size).toBe(written);
}, 120_000);

it('goes on when it has ended and its last message still waits; the post-mortem begins once', async () => {
  const { system, slack } = world();
  const group = alertGroup('P1');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await until('the announcement, which waits', () => announcing(group.address));
  const ended = { do: 'resolve', resolution: 'It is as it was.', override: 'a test' } as const;
  await system.incidents.act(id, { person: 'otto', via: 'test' }, ended);
  const { client } = system;
  const handle = client.workflow.getHandle(group.address);
  const runsOf = async (workflowId: string) => (await client.workflow.count(`WorkflowId = '${workflowId}'`)).count;
  /** Alerts that have cleared keep coming, one after the other is heard, and begin nothing. A new history begins between two. */
  const clears = async () => {
    await handle.signal(alertsArrivedSignal, groupFrom(group.clear()));
    await system.state(group.address);
  };
  while ((await runsOf(group.address)) < 2) await clears();
  slack.vendor.comesBack();
  const saidInSlack = () => slack.workspace.effects().some((effect) => effect.includes(`${id} resolved:chat`));
  for (let more = true; more;) {
    const { status } = await handle.describe();
    more = status.name === 'RUNNING';
    if (more) await clears().catch(() => undefined);
  }
  expect(saidInSlack()).toBe(true);
  expect((await system.incidents.postMortem(id)).incidentId).toBe(id);
  expect(await runsOf(postMortemId(id))).toBe(1);
}, 120_000);
