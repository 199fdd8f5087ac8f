/** How is the worker killed while every vendor is being called, and what was doubled or lost? */
import type { Deed } from '../../domain/state/acts';
import type { Incident } from '../../domain/state/incident';
import { arrivedFrom, type Group } from './alerts';
import { type Exit, type ExitName, exitsOf } from './exits';
import { isTrouble } from './play';
import type { ShippedPolicy } from './virtual-clock';
import { System } from './system';
import { untilTrue, within } from './until';
import { contactPointsOf, settingsFor, startVendors, type Tracker } from './vendors';

/** Nobody is paged again while this runs, so that two calls with the same words are a doubled one. */
function withoutRepeats({ severities, investigation }: ShippedPolicy): void {
  severities.P1.contact.repeatEvery = 3_600_000;
  const assumption = 'A fake of GitHub Actions.';
  investigation.parameters['suitesRepository'] = { value: 'example/release-manager', assumption };
  investigation.parameters['regressionWorkflow'] = { value: 'regression.yml', assumption };
}

/** The whole product with a fake at every way out of it, and what people saw at each when the worker was killed. */
export class VendorSystem {
  private readonly seenAtDeath = new Map<ExitName, string[]>();

  private constructor(
    private readonly system: System,
    private readonly exits: Record<ExitName, Exit>,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(tracker: Tracker): Promise<VendorSystem> {
    const vendors = await startVendors();
    const env = settingsFor(vendors, tracker);
    // At the policy's own speed: between what the test does and what the killing does, nothing comes due.
    const started = System.start({ speed: 1, env, contactPointsOf, change: withoutRepeats });
    const system = await started.catch(async (error: unknown) => {
      await vendors.stop();
      throw error;
    });
    return new VendorSystem(system, exitsOf(vendors), async () => {
      await system.stop();
      await vendors.stop();
    });
  }

  /** Lets something happen, and kills the worker when each of these has taken effect and none has been answered. */
  async killOnce(names: readonly ExitName[], happens: () => Promise<unknown>): Promise<void> {
    const lost = names.map((name) => ({ name, answer: this.exits[name].loseAnswer() }));
    const outcome = Promise.allSettled([happens()]);
    await within(60_000, `taken: ${names.join(', ')}`, Promise.all(lost.map(({ answer }) => answer.taken)));
    const killed = this.system.kill('worker');
    const awaited = lost.filter(({ answer }) => answer.isAwaited()).map(({ name }) => name);
    for (const name of names) this.seenAtDeath.set(name, this.exits[name].seen());
    await killed;
    await this.system.revive();
    const [happened] = await outcome;
    // The person who acted may have been waiting for the worker that was killed.
    if (happened.status === 'rejected' && !isTrouble(happened.reason)) throw happened.reason;
    expect(awaited).toEqual(names);
  }

  fires = (group: Group): Promise<unknown> => this.system.incidents.alertsArrived(arrivedFrom(group.firing()));

  /** What otto does. */
  does = (group: Group, deed: Deed): Promise<unknown> =>
    this.system.incidents.act(group.address, { person: 'otto', via: 'test' }, deed);

  state = ({ address }: Group): Promise<Incident> => this.system.state(address);

  /** Resolves when the incident says that all of these were delivered. Just after a kill nobody may answer. */
  delivered = (group: Group, ...keys: string[]): Promise<void> =>
    untilTrue(
      `delivered: ${keys.join(', ')}`,
      async () => {
        const state = await this.state(group).catch(() => undefined);
        return keys.every((key) => state?.effects[key]?.status === 'done');
      },
      LIMITS,
    );

  /** Resolves when the post-mortem has this item ticked. */
  ticked = (group: Group, item: string): Promise<void> =>
    untilTrue(
      `ticked: ${item}`,
      async () => {
        const postMortem = await this.system.incidents.postMortem(group.address).catch(() => undefined);
        return postMortem?.checklist.some(({ id, state }) => id === item && state === 'ticked') === true;
      },
      LIMITS,
    );

  /** What was doubled or lost of everything that was under way when the worker was killed. */
  faults(): string[] {
    return [...this.seenAtDeath].flatMap(([name, before]) => {
      const seen = this.exits[name].seen();
      return [
        ...(before.length === 0 ? [`${name}: nothing had taken effect`] : []),
        ...seen.filter((word, at) => seen.indexOf(word) !== at).map((word) => `${name}, doubled: ${word}`),
        ...before.filter((word) => !seen.includes(word)).map((word) => `${name}, lost: ${word}`),
      ];
    });
  }
}

const LIMITS = { withinMs: 120_000, everyMs: 250 };
