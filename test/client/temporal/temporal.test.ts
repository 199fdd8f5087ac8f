import { readConfig } from '../../../client/config';
import { connect, type Connected, connectLazily, type Ground } from '../../../client/connect';
import { Refused, Unanswered, Unreachable } from '../../../client/errors';
import { createIncidentClient } from '../../../client/incidents/client';
import { arrivedFrom } from '../../support/alerts';
import { aDirectory, anAlert, aWebhook, shippedPolicy } from '../../support/client';
import { freePort, useTemporal } from '../../support/servers';

/** A real Temporal on which no worker runs: what has to work all the same, and what has to say that it doesn't. */
const temporal = useTemporal();

const BY = { person: 'grace', via: 'test' };

const aClient = () =>
  createIncidentClient({
    client: temporal.client,
    ground: { policies: shippedPolicy(), directory: aDirectory() },
    continueAfterEvents: 4_000,
    patience: { callMs: 1_500, overallMs: 2_500 },
  });

const ofService = (service: string, status: string) =>
  arrivedFrom(aWebhook({ alerts: [anAlert({ status, labels: { service } })] }));

const firing = (service: string) => ofService(service, 'firing');

const clear = (service: string) => ofService(service, 'resolved');

async function eventually<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  for (let n = 0; ; n += 1) {
    const found = await look();
    if (isThere(found) || n > 50) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('keeps alerts of one group for one incident, while nobody works on it', async () => {
  const incidents = aClient();
  const [first] = await incidents.alertsArrived(firing('release-manager'));
  expect(await incidents.alertsArrived(firing('Release Manager API'))).toEqual([first]);
  expect(first?.address).toMatch(/^release-manager-[0-9a-z]{8}$/);
  expect(await incidents.alertsArrived(clear('release-manager'))).toEqual([first]);
});

it('opens nothing for alerts that are clear', async () => {
  const incidents = aClient();
  const [arrival] = await incidents.alertsArrived(clear('never'));
  const address = arrival?.address ?? '';
  expect(arrival).toEqual({ address, ignored: `No alert is firing and no incident is open at ${address}.` });
  // The address only remembers it for a moment, for a firing of before that may still be on its way.
  expect((await temporal.client.workflow.getHandle(address).describe()).status.name).toBe('RUNNING');
});

it('marks a service that nobody knows, and keeps its name out of the way', async () => {
  const [arrival] = await aClient().alertsArrived(firing("x'; DROP"));
  expect(arrival?.address).toMatch(/^x-drop-[0-9a-z]{8}$/);
});

it('finds an incident by id, by address and by its last part, before any worker has seen it', async () => {
  const incidents = aClient();
  const { address, incidentId } = await incidents.declare(BY, { title: 'API down', severity: 'P2' });
  const listed = await eventually(
    () => incidents.list({ all: false }),
    (found) => found.some(({ id }) => id === incidentId),
  );
  expect(listed).toContainEqual(expect.objectContaining({ id: incidentId, address, open: true, status: 'new' }));
  for (const ref of [incidentId, address, incidentId.slice(-4)]) {
    const answer = await incidents.act(ref, BY, { do: 'acknowledge' });
    expect(answer).toMatchObject({ incidentId, pending: true });
  }
  const { events } = await temporal.client.workflow.getHandle(address).fetchHistory();
  const signals = (events ?? []).flatMap(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? [],
  );
  expect(signals).toEqual(['declared', 'act', 'act', 'act']);
});

it('says that no worker answers', async () => {
  const incidents = aClient();
  const { incidentId } = await incidents.declare(BY, { title: 'API down' });
  await expect(incidents.show(incidentId)).rejects.toBeInstanceOf(Unanswered);
  await expect(incidents.act(incidentId, BY, { do: 'note', text: 'hm' })).rejects.toBeInstanceOf(Unanswered);
});

it('says that an incident has ended, or never was', async () => {
  const incidents = aClient();
  const { incidentId, address } = await incidents.declare(BY, { title: 'API down' });
  await temporal.client.workflow.getHandle(address).terminate('a test');
  await expect(incidents.act(incidentId, BY, { do: 'acknowledge' })).rejects.toThrow(/can no longer be changed/);
  await expect(incidents.act('release-manager-00000000-0000', BY, { do: 'join' })).rejects.toBeInstanceOf(Refused);
  await expect(incidents.postMortem(incidentId)).rejects.toThrow(/has no open post-mortem/);
});

/** What was looked at, and whether it is well. */
const states = async ({ examine }: Connected): Promise<Record<string, boolean>> =>
  Object.fromEntries((await examine()).map(({ name, ok }) => [name, ok]));

describe('where Temporal is', () => {
  const overrides = { all: () => [], trouble: () => undefined, change: () => Promise.resolve() };
  const ground: Ground = { policies: shippedPolicy(), directory: aDirectory(), overrides };

  it('is found, and knows its search attributes', async () => {
    const [, port = ''] = temporal.address.split(':');
    const env = { MUSTER_TEMPORAL_PORT: port };
    const connected = await connect(readConfig(env), ground, { env, ownPort: Number(port) });
    expect(connected.address).toBe(temporal.address);
    expect(await states(connected)).toEqual({
      temporal: true,
      namespace: true,
      clock: true,
      'worker: muster': false,
      'worker: muster-paging': false,
      'worker: muster-watching': false,
    });
    expect(await connected.searchAttributes()).toContain('IncidentNextDue');
    await connected.close();
  });

  it('and where it is not is said within seconds', async () => {
    const port = await freePort();
    const wish = { env: {}, ownPort: port };
    await expect(connect(readConfig({}), ground, wish)).rejects.toThrow(
      new Unreachable(`Temporal does not answer at 127.0.0.1:${port}. Is \`muster start\` running?`).message,
    );
    const lazy = connectLazily(readConfig({}), ground, wish);
    expect(Object.values(await states(lazy))).toEqual([false, false, false, false, false]);
    await expect(lazy.incidents.alertsArrived(firing('one'))).rejects.toBeInstanceOf(Unreachable);
    await lazy.close();
  });

  it('is ours where nothing but a profile is set, which is of a cluster elsewhere', async () => {
    const env = { TEMPORAL_PROFILE: 'theirs', TEMPORAL_NAMESPACE: 'theirs', TEMPORAL_TLS: 'true' };
    const connected = await connect(readConfig({}), ground, { env, ownPort: Number(temporal.address.split(':')[1]) });
    expect(await states(connected)).toMatchObject({ temporal: true, namespace: true });
    await connected.close();
    await expect(connect(readConfig({}), ground, { env, ownPort: await freePort() })).rejects.toThrow(
      'Is `muster start` running? TEMPORAL_PROFILE has no effect unless TEMPORAL_ADDRESS is set.',
    );
    const file = { env: { TEMPORAL_CONFIG_FILE: '/nowhere.toml' }, ownPort: await freePort() };
    await expect(connect(readConfig({}), ground, file)).rejects.toThrow('TEMPORAL_CONFIG_FILE has no effect unless');
  });

  it('is named by the command line before the environment', async () => {
    const wish = { env: { TEMPORAL_ADDRESS: '127.0.0.1:1' }, ownPort: 1, address: temporal.address };
    const connected = await connect(readConfig({}), ground, wish);
    expect(await states(connected)).toMatchObject({ temporal: true });
    await connected.close();
  });
});
