import { postMortemId, WATCHING_QUEUE } from '../../workflows/contract';
import { HOUR, MINUTE } from '../support/times';
import { guide } from '../support/virtual-clock';
import { doubledKeys, useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';

const server = useSkippingSystem('test');
const { system } = server;

const keysFrom = (incident: SkippingIncident, stem: string): string[] =>
  system.lines().flatMap(({ incidentId, key }) => (incidentId === incident.id && key.startsWith(stem) ? [key] : []));

async function resolved(): Promise<SkippingIncident> {
  const incident = await SkippingIncident.open(server.env, 'P2');
  await incident.waits(2 * MINUTE + 30_000);
  await incident.act('emil', { do: 'acknowledge' });
  await incident.act('emil', { do: 'resolve', resolution: 'fixed', override: 'nobody is left to ask' });
  await incident.handle.result();
  return incident;
}

test('nobody cares for it: drafted, invited, reminded, then chased every day until it is held and signed', async () => {
  const incident = await resolved();
  await incident.waits(5 * 24 * HOUR);
  expect(keysFrom(incident, 'invite')).toEqual(['invite:0']);
  // From 48 h on, each day once: after 48, 72, 96 and 120 hours.
  expect(keysFrom(incident, 'chase')).toEqual(['chase:1', 'chase:2', 'chase:3', 'chase:4']);
  const view = await incident.postMortemView();
  expect(view.draft).toContain('post-mortem.md');
  const missed = view.obligations.filter(({ state }) => state === 'missed').map(({ id }) => id);
  expect(missed).toContain('post-mortem:held');
  expect(missed).toContain('post-mortem:signed:vp-engineering');

  await incident.followUp('emil', { do: 'hold' });
  await incident.followUp('emil', { do: 'sign' });
  await incident.waits(25 * HOUR);
  expect(keysFrom(incident, 'chase')).toContain('chase:5');
  await incident.followUp('vera', { do: 'sign' });
  const later = [...guide.checklists.extended.items, ...guide.checklists.followUp.items];
  for (const { id } of later.filter((item) => !guide.postMortem.heldTicks.includes(item.id)))
    await incident.followUp('emil', { do: 'tick', item: id });
  await expect(incident.postMortemResult()).resolves.toContain('signed');
  expect(doubledKeys(system.lines())).toEqual([]);
}, 60_000);

test('a moved meeting is invited anew and reminded of at its new time', async () => {
  const incident = await resolved();
  await incident.waits(1 * MINUTE);
  const { meeting } = await incident.postMortemView();
  const startsAt = Date.parse(meeting?.startsAt ?? '') + 26 * HOUR;
  await incident.followUp('emil', { do: 'move', startsAt, reason: 'then all can come' });
  await incident.waits(60 * HOUR);
  expect(keysFrom(incident, 'invite')).toEqual(['invite:0', 'invite:1']);
  expect(keysFrom(incident, 'reminder:1')).toContain('reminder:1:1h');
}, 60_000);

test('each suite of the extended list is asked for once; one that nothing is connected for stays a person’s', async () => {
  const incident = await resolved();
  await incident.waits(2 * HOUR);
  const { events } = await server.env.client.workflow.getHandle(postMortemId(incident.id)).fetchHistory();
  const asked = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === 'runSuite' ? [scheduled.taskQueue?.name] : [],
  );
  expect(asked).toEqual([WATCHING_QUEUE, WATCHING_QUEUE]);
  const answers = (events ?? []).flatMap(({ activityTaskCompletedEventAttributes: completed }) =>
    (completed?.result?.payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString()),
  );
  expect(answers.filter((answer) => answer.includes('"not-run"'))).toHaveLength(2);
  expect(keysFrom(incident, 'list:extended')).toEqual(['list:extended']);
}, 60_000);
