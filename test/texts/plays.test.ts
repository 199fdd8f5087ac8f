/** Renders what people get and see in the incidents of the guide, one file a play, for a reviewer to read. */
import { joiningOf } from '../../domain/alerts/merge';
import { evolve } from '../../domain/evolve';
import type { Effect, MessageName } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import type { PageReason } from '../../domain/state/vocabulary';
import { HOUR, MINUTE, START } from '../support/times';
import { allPassed, usualOutcome } from '../support/usual-outcomes';
import { alertOf, groupOf, guide, guideWith, incidentOf, PEOPLE, VirtualIncident } from '../support/virtual-clock';
import { expectText } from './golden';
import { rendered, Teller } from './teller';

const FACTS = {
  summary: 'Release Manager API down',
  description: 'No release can be created since the deployment of v2024.01.15.',
};

const alert = (severity: string) => alertOf({ severity, service: 'release-manager' }, FACTS);
const DEPLOYMENT = 'v2024.01.14 -> v2024.01.15 at 14:25 UTC';

type Answer = (effect: Effect, now: number) => EffectOutcome | undefined;

const incidentFor = (
  severity: string,
  teller: Teller,
  policy = guide,
  also: Answer = () => undefined,
): VirtualIncident =>
  new VirtualIncident(groupOf(alert(severity)), {
    policy,
    onEvent: teller.hears,
    answer: (effect, at) =>
      effect.do === 'investigate' && effect.step === 'deployment-history'
        ? { of: 'finding', finding: { title: 'Deployment History', state: 'done', text: DEPLOYMENT, at } }
        : also(effect, at),
  });

const play = (name: string, run: (teller: Teller) => VirtualIncident, policy = guide): void => {
  test(name, () => {
    const teller = new Teller(policy);
    const { incident, now } = run(teller);
    expectText(`plays/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`, teller.tell(name, incident, now));
  });
};

play('P1, nobody answers', (teller) => incidentFor('P1', teller).until(2 * HOUR));

play('P1, from the first page to the resolution', (teller) => {
  const p1 = incidentFor('P1', teller).until(3 * MINUTE);
  p1.does('otto', { do: 'acknowledge' })
    .until(4 * MINUTE)
    .does('vera', { do: 'join' });
  p1.does('otto', { do: 'update', text: 'Looking at the last deployment', impact: 'nobody can create a release' });
  p1.does('otto', { do: 'publish' }).until(16 * MINUTE);
  p1.does('otto', { do: 'assign', to: { id: 'emil', name: 'emil', roles: ['engineering-manager'] } });
  p1.does('otto', { do: 'escalate', role: 'cto', reason: 'we need a decision' }).until(20 * MINUTE);
  p1.does('emil', { do: 'status', status: 'identified', text: 'the deployment' });
  p1.does('emil', { do: 'decide', choice: 'roll-back', reason: 'the deployment broke it' }).until(22 * MINUTE);
  p1.rollbackSeen(true, 'v2024.01.14 is healthy').until(25 * MINUTE);
  p1.probes({ health: { passed: true, evidence: 'healthy' }, 'error-rate': { passed: true, evidence: '0.02 %' } });
  p1.until(30 * MINUTE).probes({ health: { passed: false, evidence: '503' } });
  p1.until(33 * MINUTE).does('emil', { do: 'decide', choice: 'fix-forward', reason: 'one pod is left over' });
  p1.alerts(groupOf({ ...alert('P1'), firing: false })).until(35 * MINUTE);
  p1.does('emil', { do: 'status', status: 'monitoring' });
  p1.probes({ health: { passed: true, evidence: 'healthy' } }).until(HOUR + 30 * MINUTE);
  for (const item of guide.checklists.immediate.items)
    if (p1.incident.checklist[item.id]?.ticked !== true)
      p1.does('emil', { do: 'tick', item: item.id, evidence: 'seen' });
  p1.does('emil', { do: 'resolve', resolution: 'Rolled back to v2024.01.14', rootCause: 'a query without an index' });
  return p1.until(HOUR + 40 * MINUTE);
});

play('P1, acknowledged and then silent, the decision is missed', (teller) =>
  incidentFor('P1', teller)
    .until(2 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(HOUR + 10 * MINUTE),
);

play('P1, resolved with items open', (teller) => {
  const p1 = incidentFor('P1', teller)
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' });
  p1.does('otto', { do: 'task', task: 'stabilize', outcome: 'done' });
  p1.does('otto', { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason: 'abroad' });
  return p1.does('otto', { do: 'resolve', resolution: 'restarted', override: 'the dashboard is away' }).until(HOUR);
});

play('P2, a fix is made', (teller) => {
  const p2 = incidentFor('P2', teller)
    .until(5 * MINUTE)
    .does('emil', { do: 'acknowledge' })
    .until(50 * MINUTE);
  p2.does('emil', { do: 'decide', choice: 'fix-forward', reason: 'a small change' });
  p2.does('emil', { do: 'note', text: 'pull request 12' });
  return p2.until(2 * HOUR);
});

play('P3 becomes P1, then P4', (teller) => {
  const raised = incidentFor('P3', teller).until(20 * MINUTE);
  raised.does('otto', { do: 'acknowledge' }).does('otto', { do: 'severity', severity: 'P1', reason: 'all users' });
  raised.until(40 * MINUTE).does('otto', { do: 'severity', severity: 'P4', reason: 'only the wording' });
  return raised.until(HOUR);
});

play('P3, a ticket and a log watch', (teller) => {
  const p3 = incidentFor('P3', teller).until(HOUR).does('otto', { do: 'acknowledge' });
  const probe = guide.severities.P3.logWatch?.probe ?? '';
  p3.probes({ [probe]: { passed: true, evidence: 'none' } }).until(2 * HOUR);
  return p3.probes({ [probe]: { passed: false, evidence: '4 in 5 minutes' } }).until(26 * HOUR);
});

play('P4, a ticket ends it', (teller) => incidentFor('P4', teller).until(HOUR));

play('Unclassified', (teller) => {
  const odd = new VirtualIncident(groupOf(alertOf({ service: 'release-manager' }, { summary: 'Something odd' })), {
    onEvent: teller.hears,
  });
  return odd.until(10 * MINUTE);
});

play('A false alarm, public already', (teller) => {
  const p1 = incidentFor('P1', teller)
    .until(2 * MINUTE)
    .does('otto', { do: 'acknowledge' });
  p1.does('otto', { do: 'publish', impact: 'Nobody can create releases' }).until(10 * MINUTE);
  return p1.does('otto', { do: 'cancel', reason: 'a test of the alert' }).until(20 * MINUTE);
});

play('Merged into another incident', (teller) => {
  const p1 = incidentFor('P1', teller)
    .until(2 * MINUTE)
    .does('otto', { do: 'acknowledge' });
  p1.does('otto', { do: 'publish' });
  const into = { id: 'checkout-7f3k2a9q-aaaa', address: 'checkout-7f3k2a9q', title: 'Checkout is down' };
  p1.does('otto', { do: 'merge', into, reason: 'the same database' }).handedOver();
  return p1.until(10 * MINUTE);
});

play('Another incident is merged into it', (teller) => {
  const other = incidentOf('P2').does('olga', { do: 'acknowledge' });
  const into = { id: 'checkout-7f3k2a9q-aaaa', address: 'checkout-7f3k2a9q', title: 'Checkout is down' };
  const joining = joiningOf(other.does('olga', { do: 'merge', into, reason: 'the same database' }).incident);
  const p1 = incidentFor('P1', teller).until(2 * MINUTE);
  if (joining === undefined) throw new Error('nothing is handed over');
  p1.incident = evolve(guide, p1.incident, { type: 'joined-by', joining, at: p1.now });
  return p1.until(10 * MINUTE);
});

const twoPeople = guideWith(({ severities }) => {
  if (severities.P1.decision !== null) severities.P1.decision.persons = 2;
});
const breakGlass = (teller: Teller): VirtualIncident => {
  const p1 = incidentFor('P1', teller, twoPeople)
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' });
  p1.does('emil', { do: 'decide', choice: 'roll-back', reason: 'the deployment' }).until(31 * MINUTE);
  p1.does('vera', { do: 'decide', choice: 'fix-forward', reason: 'no one else is here', breakGlass: true });
  return p1.until(40 * MINUTE);
};
play('A decision that needs two people, then one who breaks the glass', breakGlass, twoPeople);

play('Nothing can be delivered', (teller) => {
  const p1 = new VirtualIncident(groupOf(alert('P1')), {
    onEvent: teller.hears,
    answer: (effect) =>
      effect.do === 'find-people' || effect.do === 'investigate' ? undefined : new Error('Slack answers 503'),
  });
  return p1.until(6 * MINUTE);
});

play('A rollback fails', (teller) => {
  const p1 = incidentFor('P1', teller)
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(16 * MINUTE);
  p1.does('otto', { do: 'decide', choice: 'roll-back', reason: 'the deployment' });
  return p1.rollbackSeen(false, 'pods crash').until(40 * MINUTE);
});

const statusChanges = (teller: Teller): VirtualIncident => {
  const p2 = incidentFor('P2', teller)
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' });
  p2.does('otto', { do: 'status', status: 'identified', text: 'the connection pool is empty' });
  return p2
    .until(5 * MINUTE)
    .does('otto', { do: 'status', status: 'monitoring' })
    .until(6 * MINUTE);
};
play('Changes of the status', statusChanges);

const confirmed = (teller: Teller): VirtualIncident =>
  new VirtualIncident(groupOf(alertOf({ service: 'release-manager' }, { summary: 'Something is odd' })), {
    onEvent: teller.hears,
  })
    .until(3 * MINUTE)
    .does('otto', { do: 'severity', severity: 'P2', reason: 'checkout fails for many' })
    .until(6 * MINUTE);
play('A severity that nobody had said is confirmed', confirmed);

const wantedAgain = (teller: Teller): VirtualIncident => {
  const p1 = incidentFor('P1', teller)
    .does('otto', { do: 'acknowledge' })
    .until(31 * MINUTE);
  p1.does('otto', { do: 'severity', severity: 'P2', reason: 'half of them' }).until(35 * MINUTE);
  return p1.does('otto', { do: 'severity', severity: 'P1', reason: 'all of them after all' }).until(37 * MINUTE);
};
play('Lowered and raised again', wantedAgain);

const handedOver =
  (after: number) =>
  (teller: Teller): VirtualIncident => {
    const holders = { ...PEOPLE, otto: [], nora: ['on-call-engineer', 'all-on-call'] };
    const shift: Answer = (effect, now) =>
      effect.do === 'find-holders' && now >= START + after ? usualOutcome(effect, holders, now) : undefined;
    const p1 = incidentFor('P1', teller, guide, shift).until(5 * MINUTE);
    return p1.does('emil', { do: 'acknowledge' }).until(16 * MINUTE);
  };
play('The shift changes before anybody has answered', handedOver(3 * MINUTE));
play('The shift changes after somebody has answered', handedOver(10 * MINUTE));

const ownCall = (teller: Teller): VirtualIncident => {
  const p1 = incidentFor('P1', teller, guide, ({ do: what }) =>
    what === 'open-bridge' ? { of: 'delivered', reference: 'outbox' } : undefined,
  );
  p1.until(3 * MINUTE).does('otto', { do: 'bridge', url: 'https://meet.example/war-room' });
  return p1.until(4 * MINUTE).does('otto', { do: 'bridge', url: 'https://meet.example/larger-room' });
};
play('A person opens the bridge', ownCall);

const anotherAlert = (teller: Teller): VirtualIncident =>
  incidentFor('P2', teller)
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .alerts(groupOf(alertOf({ severity: 'P3', pod: 'billing-1' }, { summary: 'Billing database is full' })))
    .until(4 * MINUTE);
play('Another alert in an open incident', anotherAlert);

play('P2, monitoring while something still fails, and a probe that can not be read', (teller) => {
  const p2 = new VirtualIncident(groupOf(alert('P2')), {
    onEvent: teller.hears,
    answer: (effect) => {
      if (effect.do !== 'find-stable') return undefined;
      const { p99: _unread, ...readings } = allPassed(effect.probes);
      return { of: 'readings', readings, unread: { p99: 'no integration is connected that could read it' } };
    },
  });
  p2.does('otto', { do: 'acknowledge' }).does('otto', { do: 'status', status: 'monitoring' });
  p2.probes({ health: { passed: false, evidence: '503' } }).until(5 * MINUTE);
  p2.alerts(groupOf({ ...alert('P2'), firing: false })).probes({ health: { passed: true, evidence: 'healthy' } });
  p2.until(31 * MINUTE).does('otto', {
    do: 'tick',
    item: 'response-times-normal',
    evidence: 'the dashboard says 0.3 s',
  });
  return p2.until(32 * MINUTE);
});

const MESSAGES: Record<MessageName, true> = {
  initial: true,
  'bridge-invitation': true,
  'bridge-question': true,
  'bridge-moved': true,
  update: true,
  nudge: true,
  brief: true,
  resolved: true,
  cancelled: true,
  merged: true,
  'severity-confirmed': true,
  'all-clear': true,
  news: true,
  unticked: true,
  stable: true,
  'still-failing': true,
  unverified: true,
  'log-watch': true,
  rollback: true,
  'ask-publish': true,
};
const REASONS: Record<PageReason, true> = {
  contact: true,
  unanswered: true,
  'not-joined': true,
  idle: true,
  'decision-missed': true,
  relapse: true,
  escalated: true,
  assigned: true,
  withdrawn: true,
  'shift-over': true,
  'handed-over': true,
  'severity-changed': true,
  'wanted-again': true,
  'break-glass': true,
  proposed: true,
};

test('every message and every reason for a page has been rendered', () => {
  expect([...rendered.messages].sort()).toEqual(Object.keys(MESSAGES).sort());
  expect([...rendered.reasons].sort()).toEqual(Object.keys(REASONS).sort());
});
