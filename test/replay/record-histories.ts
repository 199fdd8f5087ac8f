import { postMortemId } from '../../workflows/contract';
import { HOUR, MINUTE } from '../support/times';
import { alertOf, guide, guideWith } from '../support/virtual-clock';
import { useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';
import { keepHistory } from './keep-history';

const server = useSkippingSystem('test');

const keep = (...what: [name: string, workflowId: string, runId?: string]) => keepHistory(server.env.client, ...what);

const tickAll = async (incident: SkippingIncident): Promise<void> => {
  for (const { id } of guide.checklists.immediate.items)
    await incident.act('otto', { do: 'tick', item: id, evidence: 'seen' });
};

test('P1: nobody at first, then a decision by hand, a relapse, a resolution and its post-mortem', async () => {
  const incident = await SkippingIncident.open(server.env, 'P1');
  await incident.waits(6 * MINUTE + 30_000);
  await incident.act('otto', { do: 'acknowledge' });
  await incident.act('vera', { do: 'join' });
  await incident.act('otto', { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason: 'on a plane' });
  await incident.act('otto', { do: 'update', text: 'Logins fail since 14:20', impact: 'nobody can log in' });
  await incident.act('emil', { do: 'assign', to: { id: 'emil', name: 'emil', roles: ['engineering-manager'] } });
  await incident.act('otto', { do: 'note', text: 'Looking at the deployment of 14:18' });
  await incident.waits(12 * MINUTE);
  await incident.act('emil', { do: 'decide', choice: 'extend', reason: 'the logs are still coming' });
  await incident.act('emil', { do: 'decide', choice: 'roll-back', reason: 'the deployment broke it' });
  await incident.act('otto', { do: 'escalate', role: 'development-team', reason: 'we need the author' });
  const cleared = { ...alertOf({ severity: 'P1', service: 'release-manager' }), firing: false };
  await incident.hears(cleared);
  await incident.act('otto', { do: 'status', status: 'monitoring', text: 'rolled back by hand' });
  await incident.waits(10 * MINUTE + 30_000);
  await incident.act('otto', { do: 'status', status: 'mitigating', text: 'it is back' });
  await incident.waits(20 * MINUTE);
  await incident.act('otto', { do: 'status', status: 'monitoring', text: 'fixed' });
  await tickAll(incident);
  await incident.act('otto', { do: 'untick', item: 'dashboard-green', reason: 'one is red' });
  await incident.act('otto', { do: 'tick', item: 'dashboard-green' });
  await incident.waits(30 * MINUTE + 30_000);
  await incident.act('otto', { do: 'resolve', resolution: 'rolled back', rootCause: 'a query without an index' });
  await incident.handle.result();
  await keep('p1', incident.address);

  await incident.waits(2 * HOUR);
  for (const { id } of [...guide.checklists.extended.items, ...guide.checklists.followUp.items])
    await incident.followUp('otto', { do: 'tick', item: id });
  const dueAt = (await server.env.currentTimeMs()) + 100 * HOUR;
  await incident.followUp('otto', {
    do: 'add-item',
    text: 'Add the index',
    owner: { id: 'dora', name: 'dora', roles: [] },
    priority: 'high',
    dayAt: dueAt - 8 * HOUR,
    dueAt,
  });
  await incident.waits(60 * HOUR);
  await incident.followUp('otto', { do: 'hold' });
  await incident.followUp('emil', { do: 'sign' });
  await incident.followUp('vera', { do: 'sign' });
  await incident.waits(80 * HOUR);
  await incident.followUp('dora', { do: 'finish-item', item: 'a1' });
  await incident.postMortemResult();
  await keep('post-mortem', postMortemId(incident.id));
}, 300_000);

test('P2: acknowledged, fixed forward, resolved with an override', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2');
  await incident.waits(16 * MINUTE + 30_000);
  await incident.act('emil', { do: 'acknowledge' });
  await incident.act('emil', { do: 'bridge' });
  await incident.waits(20 * MINUTE);
  await incident.act('emil', { do: 'status', status: 'identified' });
  await incident.act('emil', { do: 'decide', choice: 'fix-forward', reason: 'one line' });
  await incident.waits(10 * MINUTE);
  await incident.hears({ ...alertOf({ severity: 'P2', service: 'release-manager' }), firing: false });
  await incident.act('emil', { do: 'status', status: 'monitoring' });
  await incident.waits(31 * MINUTE);
  await incident.act('emil', { do: 'resolve', resolution: 'fixed', override: 'no dashboard here' });
  await incident.handle.result();
  await keep('p2', incident.address);
}, 60_000);

test('P3: told once each, becomes P1 and is lowered again, ends', async () => {
  const incident = await SkippingIncident.open(server.env, 'P3');
  await incident.waits(20 * MINUTE + 15_000);
  await incident.act('otto', { do: 'severity', severity: 'P1', reason: 'all users' });
  await incident.waits(15 * MINUTE + 15_000);
  await incident.act('otto', { do: 'severity', severity: 'P3', reason: 'one customer only' });
  await incident.act('otto', { do: 'acknowledge' });
  await incident.waits(3 * HOUR);
  await incident.act('otto', { do: 'resolve', resolution: 'deployed the fix', override: 'checked by hand' });
  await incident.handle.result();
  await keep('p3', incident.address);
}, 60_000);

test('P4: ends when its issue exists', async () => {
  const incident = await SkippingIncident.open(server.env, 'P4');
  await incident.handle.result();
  await keep('p4', incident.address);
}, 60_000);

test('P1 that nobody answers: continued as new, then a false alarm', async () => {
  const incident = await SkippingIncident.open(server.env, 'P1', { continueAfterEvents: 300 });
  await incident.waits(65 * MINUTE + 30_000);
  await keep('p1-continued', incident.address, incident.handle.signaledRunId);
  await incident.act('otto', { do: 'cancel', reason: 'a test' });
  await incident.handle.result();
  await keep('p1-cancelled', incident.address);
}, 60_000);

test('P2 with a flapping alert, planned work, a late report, and an acknowledgement at the provider', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2');
  const own = alertOf({ severity: 'P2', service: 'release-manager' });
  await incident.waits(MINUTE + 30_000);
  await incident.atProvider('otto', own.fingerprint);
  const now = await server.env.currentTimeMs();
  const planned = alertOf({ severity: 'P1', pod: 'b' });
  await incident.hears({ ...planned, maintenance: { window: 'upgrade', untilAt: now + 20 * MINUTE } });
  for (let n = 1; n <= 5; n += 1) {
    await incident.waits(MINUTE + 5_000);
    await incident.hears({ ...own, firing: n % 2 === 0, startsAt: own.startsAt + n });
  }
  await incident.hears({ ...own, startsAt: own.startsAt - HOUR });
  await incident.waits(30 * MINUTE);
  await incident.hears({ ...planned, firing: false });
  await incident.waits(MINUTE + 5_000);
  await incident.act('emil', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  await keep('correlated', incident.address);
}, 60_000);

test('P1 that two persons decide, one alone after the deadline, and that stands down for another one', async () => {
  const policy = guideWith(({ severities }) => {
    if (severities.P1.decision !== null) severities.P1.decision.persons = 2;
  });
  const first = await SkippingIncident.open(server.env, 'P2');
  const second = await SkippingIncident.open(server.env, 'P1', { policy });
  await second.waits(16 * MINUTE + 15_000);
  await second.act('otto', { do: 'acknowledge' });
  await second.act('otto', { do: 'decide', choice: 'fix-forward', reason: 'one line' });
  await second.waits(16 * MINUTE);
  await second.act('vera', { do: 'decide', choice: 'fix-forward', reason: 'nobody answers', breakGlass: true });
  await second.waits(MINUTE + 5_000);
  const { id, address } = first;
  await second.act('otto', { do: 'merge', into: { id, address, title: 'the other one' }, reason: 'the same database' });
  await second.waits(MINUTE + 5_000);
  await second.hears(alertOf({ severity: 'P1', pod: 'b' }));
  await second.waits(MINUTE + 5_000);
  await first.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await first.handle.result();
  await second.handle.result();
  await keep('joined', first.address);
  await keep('merged', second.address);
}, 60_000);

test('alerts in planned work: an acknowledgement, one that is clear, one that still fires at the end', async () => {
  const maintenance = { window: 'upgrade', untilAt: (await server.env.currentTimeMs()) + 20 * MINUTE };
  const [first, second] = ['a', 'b'].map((pod) => ({ ...alertOf({ severity: 'P2', pod }), maintenance }));
  if (first === undefined || second === undefined) throw new Error('There are two.');
  const incident = await SkippingIncident.open(server.env, 'P2', { alerts: [first, second] });
  await incident.waits(5 * MINUTE);
  await incident.hears({ ...first, firing: false });
  await incident.atProvider('otto', second.fingerprint);
  await incident.waits(20 * MINUTE);
  await incident.act('otto', { do: 'resolve', resolution: 'restarted', override: 'a test' });
  await incident.handle.result();
  await keep('planned', incident.address);
}, 60_000);
