import { Refused } from '../../client/errors';
import { alertGroup, arrivedFrom, type Group } from '../support/alerts';
import { useSystem } from '../support/system';
import { until } from '../support/until';

const world = useSystem({ speed: 30 });

const OTTO = { person: 'otto', via: 'test' };

const fires = (group: Group, round = 1) => world.system.incidents.alertsArrived(arrivedFrom(group.firing(round)));

const stateAt = ({ address }: Group) => world.system.state(address);

const runOf = async ({ address }: Group) =>
  (await world.system.client.workflow.getHandle(address).describe()).status.name;

async function twoIncidents() {
  const [first, second] = [alertGroup('P2'), alertGroup('P1')];
  await fires(first);
  await fires(second);
  return { first, second, firstId: (await stateAt(first)).id, secondId: (await stateAt(second)).id };
}

it('makes one of two: the second stands down, its alerts count in the first, whose severity is the worse', async () => {
  const { incidents } = world.system;
  const { first, second, firstId, secondId } = await twoIncidents();
  const answer = await incidents.merge(firstId, OTTO, secondId, 'the same database');
  expect(answer.text).toBe(`Merging into ${firstId}, which takes over the alerts of ${secondId}.`);
  const joined = await until('the first to take over', async () => {
    const state = await stateAt(first);
    return state.joined === undefined ? undefined : state;
  });
  expect(joined).toMatchObject({ severity: 'P1', joined: [{ id: secondId }] });
  await until('the last word of the second', () =>
    world.system.lines(secondId).find(({ key }) => key === 'merged:chat'),
  );
  await expect(incidents.act(secondId, OTTO, { do: 'acknowledge' })).rejects.toThrow(/was merged/);
  const open = await until('the list to show one', async () => {
    const list = await incidents.list({ all: false });
    return list.some(({ id }) => id === secondId) ? undefined : list;
  });
  expect(open.map(({ id }) => id)).toContain(firstId);

  // What still arrives for the second is the first's: no third incident opens, nobody is paged anew.
  const pages = world.system.lines(secondId).filter(({ port }) => port === 'page').length;
  await fires(second, 2);
  await until('the alert to reach the first', async () =>
    (await stateAt(first)).reports.received >= 2 ? true : undefined,
  );
  expect((await stateAt(second)).id).toBe(secondId);
  expect(world.system.lines(secondId).filter(({ port }) => port === 'page')).toHaveLength(pages);

  // When the first has ended, the second passes nothing on any more: the next alert is a new incident.
  await incidents.act(firstId, OTTO, { do: 'resolve', resolution: 'It is as it was.', override: 'a test' });
  await until('the second to end', async () => ((await runOf(second)) === 'RUNNING' ? undefined : true));
  await fires(second, 3);
  const next = await until('a new incident', async () => {
    const state = await stateAt(second);
    return state.id === secondId ? undefined : state;
  });
  expect(next.status).toBe('investigating');
});

it('goes on by itself when the other one is over before it could take over', async () => {
  const { incidents, client } = world.system;
  const { first, second, firstId, secondId } = await twoIncidents();
  await incidents.act(firstId, OTTO, { do: 'cancel', reason: 'none' });
  await client.workflow.getHandle(first.address).result();
  await expect(incidents.merge(firstId, OTTO, secondId, 'x')).rejects.toThrow(Refused);
  // As if the first had ended between the look and the act.
  const into = { id: firstId, address: first.address, title: 'gone' };
  await incidents.act(secondId, OTTO, { do: 'merge', into, reason: 'too late' });
  const state = await until('the second to go on', async () => {
    const found = await stateAt(second);
    return found.timeline.some(({ kind }) => kind === 'merge-failed') ? found : undefined;
  });
  expect(state.status).toBe('investigating');
  const known = world.system.lines(secondId).length;
  await until('another page', () => (world.system.lines(secondId).length > known ? true : undefined), {
    withinMs: 20_000,
  });
});

it('refuses to merge an incident into itself, or into one that is not there', async () => {
  const group = alertGroup('P2');
  await fires(group);
  const { id } = await stateAt(group);
  await expect(world.system.incidents.merge(id, OTTO, id, 'x')).rejects.toThrow(
    'These are the same incident; name another one.',
  );
  await expect(world.system.incidents.merge('zzzz', OTTO, id, 'x')).rejects.toThrow('There is no incident zzzz.');
});

/** As many alerts of one outage as asked for, each with a fingerprint of its own. */
function stormOf(group: Group, count: number): object {
  const [body] = [group.firing() as { alerts: object[] }];
  return {
    ...body,
    alerts: Array.from({ length: count }, (_, n) => ({ ...body.alerts[0], fingerprint: `${group.address}-${n}` })),
  };
}

it('makes one of eleven storms at once: each alert is there or counted, whoever was called is told, the record is whole', async () => {
  const { incidents } = world.system;
  const EACH = 250;
  const storms = Array.from({ length: 11 }, () => alertGroup('P2'));
  for (const storm of storms) await incidents.alertsArrived(arrivedFrom(stormOf(storm, EACH)));
  const ids = await Promise.all(storms.map(async (storm) => (await stateAt(storm)).id));
  const [first, ...others] = ids;
  const [survivor, ...merged] = storms;
  if (first === undefined || survivor === undefined) throw new Error('no storm');
  await until('everybody to be paged', () =>
    ids.every((id) => world.system.lines(id).some(({ port }) => port === 'page')) ? true : undefined,
  );
  await Promise.all(others.map((id) => incidents.merge(first, OTTO, id, 'one network')));
  const state = await until('the first to take over all', async () => {
    const found = await stateAt(survivor);
    return found.joined?.length === others.length ? found : undefined;
  });
  expect(Object.keys(state.alerts).length + state.reports.beyond).toBe(storms.length * EACH);
  for (const id of others)
    await until(`the last word of ${id}`, () => world.system.lines(id).find(({ key }) => key === 'merged:chat'));
  for (const storm of merged) expect((await stateAt(storm)).merge?.handedOver).toBe(true);
  await incidents.act(first, OTTO, { do: 'resolve', resolution: 'It is as it was.', override: 'a test' });
  for (const storm of merged)
    await until('each to end', async () => ((await runOf(storm)) === 'RUNNING' ? undefined : true));
  // The story says of each that it came, and no line of it is missing.
  const lines = await until('the record of all', () => {
    const found = world.system.recorded(first);
    return found.filter(({ kind }) => kind === 'joined-by').length === others.length ? found : undefined;
  });
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, n) => (lines[0]?.seq ?? 0) + n));
});
