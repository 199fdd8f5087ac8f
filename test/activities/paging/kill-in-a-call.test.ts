import { createBundles } from '../../../activities/adapters/delivery/bundle';
import { createBundleLog } from '../../../activities/adapters/delivery/bundle-log';
import type { Channel } from '../../../activities/adapters/delivery/channel';
import { createLadder } from '../../../activities/adapters/delivery/ladder';
import { createPagingActivities, type CallRequest, type CallResult } from '../../../activities/paging/page';
import { WHOEVER } from '../../../domain/messages/whoever';
import { temporaryFolder } from '../../support/temporary-folder';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

const HOLDERS: Record<string, string> = {
  'on-call-engineer': 'otto',
  'devops-lead': 'dora',
  'engineering-manager': 'emil',
  'vp-engineering': 'vera',
};
const EVERYBODY = Object.values(HOLDERS);

const request: CallRequest = {
  incidentId: 'shop-7f3k2a9q-x4tm',
  roles: Object.keys(HOLDERS),
  label: [],
  at: 1_790_000_000_000,
  call: { id: 'P1:0m', by: 'page', known: [] },
  content: { subject: 'P1 Shop: down', text: `Acknowledge: muster ack x4tm --as ${WHOEVER}`, togetherWithin: 5_000 },
};

/** Everything that has happened at the vendor, whichever process asked for it. */
class Vendor {
  readonly rung: string[] = [];
  private readonly taken = new Map<string, { body: string; reference: string }>();

  constructor(readonly knowsKeys: boolean) {}

  /** A vendor with keys refuses other words under the same key, as Stripe or Twilio's Verify do. */
  ring(person: string, key: string, body: string): { reference: string } {
    const before = this.taken.get(key);
    if (this.knowsKeys && before !== undefined) {
      if (before.body !== body) throw new Error('the same key with another body');
      return before;
    }
    this.rung.push(person);
    const reference = `m${this.rung.length}`;
    this.taken.set(key, { body, reference });
    return { reference };
  }

  timesOf(person: string): number {
    return this.rung.filter((one) => one === person).length;
  }
}

/** What still waits in processes that are dead. */
const graves: ((reason: Error) => void)[] = [];

afterEach(() => graves.splice(0).forEach((reject) => reject(new Error('killed'))));

type Step = 'people found' | 'before the call' | 'after the call' | 'everybody called';

/** A worker that stops, as by `kill -9`, at one step of the call to one person. */
class Process {
  isDead = false;
  private readonly over: Promise<void>;
  private end: () => void = () => undefined;

  constructor(
    private readonly vendor: Vendor,
    private readonly home: string,
    private readonly dies?: { step: Step; to: string },
    private readonly holders = HOLDERS,
  ) {
    this.over = new Promise((resolve) => (this.end = resolve));
  }

  /** Nothing of it comes back from here on. */
  private passes(step: Step, to = ''): Promise<void> {
    if (this.dies?.step === step && (to === '' || to === this.dies.to)) {
      this.isDead = true;
      this.end();
    }
    return this.isDead ? new Promise((_, reject) => void graves.push(reject)) : Promise.resolve();
  }

  /** What it answered, or nothing; and what Temporal had heard of it. */
  async call(attempt: number, heard?: unknown): Promise<{ result?: CallResult; heard?: unknown }> {
    const channel: Channel = {
      name: 'pigeon',
      serves: ['pigeon'],
      loudness: () => 'rings',
      ...(!this.vendor.knowsKeys && { mayRepeat: true as const }),
      send: async ({ to, key, text }) => {
        await this.passes('before the call', to.id);
        const receipt = this.vendor.ring(to.id, key, text);
        await this.passes('after the call', to.id);
        return receipt;
      },
    };
    const never = { page: () => Promise.reject(new Error('the ladder found no way')) };
    const pager = createBundles({
      pager: createLadder({ channels: [channel], otherwise: never, withinMs: 60_000, perChannelMs: 60_000 }),
      log: createBundleLog({ home: this.home }),
      withinMs: 60_000,
    });
    const recipient = (id: string) => ({ id, name: id, contactPoints: [{ channel: 'pigeon', address: 'loft' }] });
    const activities = createPagingActivities({
      pager,
      directory: {
        whoIs: (role) => Promise.resolve({ people: [recipient(this.holders[role] ?? 'nobody')] }),
        person: async (id) => {
          await this.passes('people found');
          return recipient(id);
        },
      },
    });
    const environment = new MockActivityEnvironment(
      { attempt, heartbeatDetails: heard },
      { logger: new DefaultLogger('ERROR') },
    );
    let told: unknown = heard;
    environment.on('heartbeat', (details: unknown) => {
      if (!this.isDead) told = JSON.parse(JSON.stringify(details));
    });
    const calling = environment.run<[], CallResult, () => Promise<CallResult>>(() => activities.call(request));
    const result = await Promise.race([calling, this.over.then(() => undefined)]);
    const answered = this.dies?.step === 'everybody called' ? undefined : result;
    return { heard: told, ...(answered !== undefined && { result: answered }) };
  }
}

const STEPS: { step: Step; to: string }[] = [
  { step: 'people found', to: '' },
  ...EVERYBODY.flatMap((to) => (['before the call', 'after the call'] as const).map((step) => ({ step, to }))),
  { step: 'everybody called', to: '' },
];

const isRepeat = ({ outcome }: CallResult['pages'][number]): boolean =>
  outcome.tries?.some(({ repeat }) => repeat === true) === true;

describe.each(STEPS)('killed: $step $to', (dies) => {
  test('a vendor that knows keys rings everybody once', async () => {
    const [vendor, home] = [new Vendor(true), temporaryFolder('call')];
    const { heard } = await new Process(vendor, home, dies).call(1);
    const { result } = await new Process(vendor, home).call(2, heard);
    expect([...vendor.rung].sort()).toEqual([...EVERYBODY].sort());
    expect(result?.pages.map(({ outcome }) => outcome.delivered)).toEqual(EVERYBODY.map(() => true));
  });

  test('a vendor without keys rings nobody twice but who was being called then, and each repeat is marked', async () => {
    const [vendor, home] = [new Vendor(false), temporaryFolder('call')];
    const { heard } = await new Process(vendor, home, dies).call(1);
    const { result } = await new Process(vendor, home).call(2, heard);
    const twice = EVERYBODY.filter((person) => vendor.timesOf(person) > 1);
    const marked = new Set(result?.pages.filter(isRepeat).map(({ key }) => HOLDERS[key.split(':')[3] ?? '']));
    expect(EVERYBODY.filter((person) => vendor.timesOf(person) === 0)).toEqual([]);
    expect(twice.filter((person) => !marked.has(person))).toEqual([]);
    expect(twice.filter((person) => vendor.timesOf(person) > 2)).toEqual([]);
    if (dies.step === 'everybody called') expect(vendor.rung).toHaveLength(EVERYBODY.length);
  });

  test('whoever took over meanwhile is not called by the retry: it says whom the call has rung', async () => {
    const [vendor, home] = [new Vendor(true), temporaryFolder('call')];
    const { heard } = await new Process(vendor, home, dies).call(1);
    const { result } = await new Process(vendor, home, undefined, { ...HOLDERS, 'on-call-engineer': 'olga' }).call(
      2,
      heard,
    );
    expect(vendor.timesOf('olga')).toBe(0);
    expect(result?.found.people.map(({ id }) => id).sort()).toEqual([...EVERYBODY].sort());
  });
});

test('killed again and again, the vendor rings everybody once', async () => {
  const [vendor, home] = [new Vendor(true), temporaryFolder('call')];
  let heard: unknown;
  for (const [attempt, dies] of STEPS.entries())
    ({ heard } = await new Process(vendor, home, dies).call(attempt + 1, heard));
  await new Process(vendor, home).call(STEPS.length + 1, heard);
  expect([...vendor.rung].sort()).toEqual([...EVERYBODY].sort());
});
