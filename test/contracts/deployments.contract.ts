import { ProviderRejected } from '../../activities/errors';
import type { Deployments } from '../../activities/ports';

/** A deployment where the unhealthy `v2` runs and the healthy `v1` ran before. */
export interface DeploymentUnderTest {
  deployments: Deployments;
  /** What was really rolled back to, each time that it was. */
  rollbacks: () => string[];
  stop: () => Promise<void>;
  /** What the adapter calls the two, where not so. */
  ids?: { v1: string; v2: string };
}

/** What every way to roll back promises. */
export function describeDeployments(name: string, start: () => Promise<DeploymentUnderTest>): void {
  describe(`${name}: rolling back`, () => {
    let tested: DeploymentUnderTest;
    let back: { incidentId: string; key: string; from: string; to: string };
    beforeEach(async () => {
      tested = await start();
      const { v1, v2 } = tested.ids ?? { v1: 'v1', v2: 'v2' };
      back = { incidentId: 'i-1', key: 'rollback:1', from: v2, to: v1 };
    });
    afterEach(() => tested.stop());

    it('reads what runs and what could be returned to', async () => {
      const state = await tested.deployments.read();
      expect(state).toMatchObject({ current: { id: back.from }, previous: { id: back.to } });
    });

    it('rehearses without doing it, and does it after a rehearsal under the same key', async () => {
      expect(await tested.deployments.rehearse(back)).toContain('v1');
      expect(tested.rollbacks()).toEqual([]);
      await tested.deployments.rollBack(back);
      expect(tested.rollbacks()).toEqual(['v1']);
      expect((await tested.deployments.read()).current.id).toBe(back.to);
    });

    it('rolls back once for one key', async () => {
      const receipt = await tested.deployments.rollBack(back);
      expect(await tested.deployments.rollBack(back)).toEqual(receipt);
      expect(tested.rollbacks()).toEqual(['v1']);
    });

    it('refuses where another version runs than was decided on', async () => {
      const moved = { ...back, from: 'v3' };
      await expect(tested.deployments.rollBack(moved)).rejects.toBeInstanceOf(ProviderRejected);
      expect(tested.rollbacks()).toEqual([]);
    });

    it('refuses an unknown version, in the rehearsal too', async () => {
      const unknown = { ...back, to: 'v0' };
      await expect(tested.deployments.rehearse(unknown)).rejects.toBeInstanceOf(ProviderRejected);
      await expect(tested.deployments.rollBack(unknown)).rejects.toBeInstanceOf(ProviderRejected);
      expect(tested.rollbacks()).toEqual([]);
    });
  });
}
