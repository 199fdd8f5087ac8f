import type { Deed } from '../../domain/state/acts';
import type { Incident } from '../../domain/state/incident';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { System } from '../support/system';
import { until, untilTrue } from '../support/until';
import { LossyProxy } from '../cluster/proxy';
import { describeOnKubernetes } from '../cluster/service';

describeOnKubernetes('a P1 of the built product on a real Kubernetes', (on) => {
  let system: System;
  let proxy: LossyProxy;
  const killed: Promise<void>[] = [];
  let lost = (): void => undefined;
  const answerLost = new Promise<void>((resolve) => (lost = resolve));

  beforeAll(async () => {
    const through = await LossyProxy.start(on.service.kubeconfig, () => {
      // The moment that matters: the cluster has the order, and who gave it dies before it hears so.
      killed.push(system.kill('worker'));
      lost();
    });
    proxy = through.proxy;
    system = await System.start({
      speed: 60,
      env: { MUSTER_KUBECONFIG: through.kubeconfig, MUSTER_KUBE_ROLLBACK_CONTEXT: 'muster-rollback' },
      change: ({ investigation: { parameters } }) => {
        parameters['rollbackUrl'] = { value: '', assumption: 'Kubernetes does it.' };
      },
    });
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await proxy.stop();
  });

  test('finds the deployment that broke it, and returns from it once, although the worker is killed in the middle', async () => {
    const { from, to } = await on.service.broken();
    const before = await on.service.generation();
    const group = alertGroup('P1');
    const { address } = group;
    await system.incidents.alertsArrived(arrivedFrom(group.firing()));
    const state = (): Promise<Incident | undefined> => system.state(address).catch(() => undefined);
    const when = (what: string, isSo: (incident: Incident) => boolean): Promise<Incident> =>
      until(what, async () => {
        const incident = await state();
        return incident !== undefined && isSo(incident) ? incident : undefined;
      });
    const does = (person: string, deed: Deed) => system.incidents.act(address, { person, via: 'test' }, deed);

    const { findings } = await when('all findings', (incident) => Object.keys(incident.findings).length === 5);
    expect(findings['initial-assessment']?.text).toMatch(
      /View recent pod events: 1 of 4 pods with problems: app CrashLoop/,
    );
    expect(findings['deployment-history']?.text).toContain(`${from} (revision 2) is running`);
    expect(findings['deployment-history']?.text).toContain('app: image registry.example/rm:v2024.01.14 -> ');
    expect(findings['resource-analysis']?.text).toMatch(
      /Check for OOM events: 1 of 4 pods were killed for lack of memory/,
    );
    expect(findings['log-analysis']?.text).toMatch(/Recent errors .*: none in the last 100 lines/);

    await does('otto', { do: 'acknowledge' });
    await when('the brief', ({ briefedAt }) => briefedAt !== undefined);
    await does('emil', {
      do: 'decide',
      choice: 'roll-back',
      to: 'v2024.01.14',
      reason: 'It began with the deployment.',
    });
    await answerLost;
    await Promise.all(killed);
    await system.revive();

    const { timeline, rollback } = await when('the end', ({ rollback }) => rollback?.phase === 'healthy');
    expect(rollback).toMatchObject({ from, to });
    expect(timeline.map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`Checked: ${to} is running, so the rollback happened`),
    );
    await on.service.healthy('v2024.01.14');
    expect(await on.service.generation()).toBe(before + 1);

    const { checklist } = await when(
      'the probe',
      (incident) => incident.checklist['no-crash-loops']?.evidence !== undefined,
    );
    expect(checklist['no-crash-loops']?.evidence).toContain('none of 3 pods in a crash loop');
    await untilTrue('it is told', () => system.lines().some(({ key }) => key === 'rollback:1:healthy:chat'));
  });
});
