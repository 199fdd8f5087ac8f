import { MockActivityEnvironment } from '@temporalio/testing';
import { ProviderRejected } from '../../activities/errors';
import { createRollbackActivities, type Rehearsal } from '../../activities/rollback';
import { until, untilTrue } from '../support/until';
import { BAD, DEPLOYMENT, describeOnKubernetes, parameters, probe } from '../cluster/service';

describeOnKubernetes('rolling back on a real Kubernetes', (on) => {
  test('is rehearsed by the server, which changes nothing', async () => {
    const { from, to } = await on.service.broken();
    const before = await on.service.generation();
    const text = await on.service.rollback.rehearse({ ...on.service.order(), to });
    expect(text).toContain(`production/release-manager-prod would go back from ${from}`);
    expect(text).toContain('app: image registry.example/rm:v2024.01.15-crash -> registry.example/rm:v2024.01.14');
    expect(await on.service.generation()).toBe(before);
    expect(await on.service.runs()).toBe(from);
  });

  test('knows the version by what people call it', async () => {
    const { to } = await on.service.broken();
    for (const called of ['v2024.01.14', 'rm:v2024.01.14', 'registry.example/rm:v2024.01.14', to]) {
      expect((await on.service.rollback.find?.(called))?.id).toBe(to);
    }
    await expect(on.service.rollback.find?.('v2023.12.31')).rejects.toThrow(
      /has no revision "v2023\.12\.31"\. Available: rm:v2024/,
    );
  });

  test('happens, becomes healthy, and happens once for one order', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    const receipt = await on.service.rollback.rollBack(back);
    expect(await on.service.runs()).toBe(back.to);
    await on.service.healthy('v2024.01.14');
    expect((await on.service.look.check(probe, parameters)).passed).toBe(true);
    const after = await on.service.generation();
    expect(await on.service.rollback.rollBack(back)).toEqual(receipt);
    expect(await on.service.generation()).toBe(after);
  });

  test('the same order does nothing even when the bad version is deployed again', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    await on.service.rollback.rollBack(back);
    await on.service.healthy('v2024.01.14');
    await on.service.deploy(BAD);
    const after = await on.service.generation();
    await on.service.rollback.rollBack(back);
    expect(await on.service.generation()).toBe(after);
    expect(await on.service.runs()).toBe(back.from);
  });

  test('the version returned from is not offered as the one to return to', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    await on.service.rollback.rollBack(back);
    await on.service.healthy('v2024.01.14');
    expect((await on.service.rollback.read()).previous?.id).not.toBe(back.from);
  });

  test('the verdict on the version before is not taken for one on the target', async () => {
    // Of a replica set that it had before, Kubernetes does not always notice that it makes no progress.
    const bad = { image: 'registry.example/rm:v2024.01.19-crash' };
    const back = { ...on.service.order(), ...(await on.service.broken(bad)) };
    await until('the verdict', async () => (await on.service.rollback.read()).current.failure);
    await on.service.rollback.rollBack(back);
    expect((await on.service.rollback.read()).current).not.toHaveProperty('failure');
    await on.service.healthy('v2024.01.14');
  });

  test('a target that does not become healthy either is given up when Kubernetes gives it up', async () => {
    const { from: to } = await on.service.broken();
    await on.service.deploy({ image: 'registry.example/rm:v2024.01.17-crash' });
    const from = await until('the newest runs', async () => {
      const id = await on.service.runs();
      return id.includes('v2024.01.17') && !id.endsWith('#new') ? id : undefined;
    });
    await on.service.rollback.rollBack({ ...on.service.order(), from, to });
    const failure = await until('the verdict', async () => (await on.service.rollback.read()).current.failure);
    expect(failure).toMatch(/^the rollout exceeded its progress deadline: 1 of 3 updated, 3 available$/);
  });

  test('goes as the incident orders it: by the tag that a person names, to a version that is watched', async () => {
    await on.service.broken();
    const activities = createRollbackActivities({ deployments: () => on.service.rollback });
    const environment = new MockActivityEnvironment();
    const order = { ...on.service.order(), parameters: {} };
    const rehearsed = await environment.run(() => activities.rehearseRollback({ ...order, to: 'v2024.01.14' }));
    const { from = '', to } = rehearsed as Rehearsal;
    expect(to).toMatch(/^rm:v2024\.01\.14#/);
    await environment.run(() => activities.executeRollback({ ...order, from, to }));
    expect(await environment.run(() => activities.readBackRollback({ parameters: {} }))).toEqual({ current: to });
    const untilAt = Date.now() + 60_000;
    expect(await environment.run(() => activities.watchRollback({ to, untilAt, parameters: {} }))).toEqual({
      healthy: true,
      text: `${to} is running and healthy`,
    });
  });

  test('an order whose answer got lost shows in what is read back', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    const cut = new AbortController();
    const before = await on.service.generation();
    const answer = on.service.rollback.rollBack(back, cut.signal).catch((error: unknown) => error);
    await untilTrue('the server has it', async () => (await on.service.generation()) > before, { everyMs: 1 });
    cut.abort(new Error('killed'));
    await answer;
    expect(await on.service.runs()).toBe(back.to);
    const after = await on.service.generation();
    await on.service.rollback.rollBack(back);
    expect(await on.service.generation()).toBe(after);
  });

  test('is refused where somebody has moved the deployment by hand', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    await on.service.deploy({ image: 'registry.example/rm:v2024.01.16' });
    await on.service.healthy('v2024.01.16');
    await expect(on.service.rollback.rollBack(back)).rejects.toThrow(
      /is running rm:v2024\.01\.16#\S+ \(revision \d+\), not .*: someone else changed it/,
    );
    expect(await on.service.runs()).toContain('v2024.01.16');
  });

  test('is refused while the deployment is paused, in the rehearsal too', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    const pause = (paused: boolean) =>
      on.service.cluster.request('PATCH', DEPLOYMENT, {
        body: { spec: { paused } },
        type: 'application/merge-patch+json',
      });
    await pause(true);
    await expect(on.service.rollback.rehearse(back)).rejects.toThrow(/paused.*kubectl rollout resume/);
    await expect(on.service.rollback.rollBack(back)).rejects.toBeInstanceOf(ProviderRejected);
    await pause(false);
  });

  test('does not lose against a deployment that changes all the time', async () => {
    const back = { ...on.service.order(), ...(await on.service.broken()) };
    let stop = false;
    const busy = (async () => {
      for (let count = 0; !stop; count += 1) {
        const body = { metadata: { annotations: { busy: String(count) } } };
        await on.service.cluster.request('PATCH', DEPLOYMENT, { body, type: 'application/merge-patch+json' });
      }
    })();
    const outcome = await on.service.rollback.rollBack(back).catch((error: unknown) => error);
    stop = true;
    await busy;
    // Either it won one of its looks, or it says that it did not; what runs agrees with what was said.
    expect(await on.service.runs()).toBe(outcome instanceof Error ? back.from : back.to);
  });
});
