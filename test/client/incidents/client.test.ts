import { Refused, Unanswered, Unreachable } from '../../../client/errors';
import { createIncidentClient } from '../../../client/incidents/client';
import type { PagerDutyNames } from '../../../client/people/lookup';
import type { AlertGroup } from '../../../domain/state/alert';
import type { DirectoryInput } from '../../../directory/schema';
import { REFUSED } from '../../../workflows/contract';
import { aDirectory, NOW, shippedPolicy } from '../../support/client';
import {
  ApplicationFailure,
  type Client,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';

const ADDRESS = 'release-manager-7f3k2a9q';

const ID = `${ADDRESS}-x4tm`;

const NEWER = `${ADDRESS}-0000`;

const BY = { person: 'grace', via: 'test' };

const grpc = (code: number): ServiceError =>
  new ServiceError('failed', { cause: Object.assign(new Error('grpc'), { code }) });

const gone = (id = ADDRESS) => new WorkflowNotFoundError('not found', id, undefined);

const noAnswer = (): Error => new WorkflowUpdateRPCTimeoutOrCancelledError('timeout');

const notRegistered = new (QueryNotRegisteredError as new (message: string, code: number) => Error)('unknown query', 3);

const failed = (type: string, message: string) =>
  new WorkflowUpdateFailedError('failed', ApplicationFailure.nonRetryable(message, type));

interface Run {
  id?: string;
  runId?: string;
  status?: string;
  word?: string;
}

const aRun = ({ id = ID, runId = 'run-1', status = 'RUNNING', word = 'investigating' }: Run = {}) => ({
  type: 'incidentWorkflow',
  workflowId: ADDRESS,
  runId,
  status: { name: status },
  startTime: new Date(NOW),
  ...(status !== 'RUNNING' && { closeTime: new Date('2026-11-23T09:12:00Z') }),
  memo: { incidentId: id, title: 'API down', severity: 'P1', status: word, alerts: 1 },
  typedSearchAttributes: { get: () => undefined },
});

interface World {
  /** What an update to a workflow comes to, one per try; the last stays. */
  updates?: Record<string, (string | Error)[]>;
  now?: ReturnType<typeof aRun> | Error;
  runs?: ReturnType<typeof aRun>[];
  query?: unknown;
  /** Who is in the directory besides those who always are. */
  people?: DirectoryInput['people'];
  clock?: number;
}

/** Temporal as far as its errors go: what happens on a real one is tried on a real one. */
function aTemporal({ updates = {}, now = aRun(), runs = [], query = { id: ID }, people = [], clock = NOW }: World) {
  const asked: { workflowId: string; updateId: string; act: Record<string, unknown> }[] = [];
  const signalled: unknown[] = [];
  const queried: (string | undefined)[] = [];
  const answer = <T>(what: T | Error): Promise<T> =>
    what instanceof Error ? Promise.reject(what) : Promise.resolve(what);
  const client = {
    withDeadline: <T>(_deadline: number, call: () => Promise<T>) => call(),
    workflow: {
      signalWithStart: (_type: unknown, { signalArgs }: { signalArgs: unknown[] }) => {
        signalled.push(...signalArgs);
        return Promise.resolve({ signaledRunId: 'run-1' });
      },
      getHandle: (workflowId: string, runId?: string) => ({
        describe: () => answer(now),
        query: () => {
          queried.push(runId);
          return answer(query);
        },
        signal: (_definition: unknown, act: unknown) => {
          signalled.push(act);
          return Promise.resolve();
        },
        executeUpdate: (
          _definition: unknown,
          { args, updateId }: { args: [Record<string, unknown>]; updateId: string },
        ) => {
          asked.push({ workflowId, updateId, act: args[0] });
          const left = updates[workflowId] ?? [gone(workflowId)];
          return answer(left.length > 1 ? (left.shift() ?? '') : (left[0] ?? ''));
        },
      }),
      list: async function* () {
        yield* await Promise.resolve(runs);
      },
    },
  };
  const incidents = createIncidentClient({
    client: client as unknown as Client,
    ground: { policies: shippedPolicy(), directory: aDirectory(people) },
    continueAfterEvents: 100,
    now: () => clock,
    patience: { callMs: 50, overallMs: 900 },
  });
  return { incidents, asked, signalled, queried };
}

describe('an act', () => {
  it('names the person with the roles of now, and the incident that was meant', async () => {
    const { incidents, asked } = aTemporal({ updates: { [ADDRESS]: ['You lead.'] } });
    const answer = await incidents.act(ADDRESS, BY, { do: 'acknowledge' });
    expect(answer).toEqual({ incidentId: ID, actId: asked[0]?.updateId, text: 'You lead.' });
    expect(asked[0]?.act).toMatchObject({
      do: 'acknowledge',
      by: 'grace',
      byName: 'Grace Hopper',
      roles: ['on-call-engineer', 'all-on-call'],
      via: 'test',
      incidentId: ID,
      actId: asked[0]?.updateId,
    });
  });

  it.each([
    ['grace', undefined, 'lead'],
    ['grace', 'admin' as const, 'lead'],
    ['grace', 'viewer' as const, 'viewer'],
    ['somebody', undefined, 'responder'],
    ['somebody', 'lead' as const, 'responder'],
  ])('of %s who came in with %s counts as that of a %s', async (person, access, counts) => {
    const { incidents, asked } = aTemporal({ updates: { [ADDRESS]: ['Noted.'] } });
    const by = { person, via: 'test', ...(access !== undefined && { access }) };
    await incidents.act(ADDRESS, by, { do: 'note', text: 'hm' });
    expect(asked[0]?.act).toMatchObject({ access: counts });
  });

  it('of somebody who is not in the directory declares nothing', async () => {
    const { incidents } = aTemporal({});
    const declared = incidents.declare({ person: 'a consultant', via: 'cli' }, { title: 'API down' });
    await expect(declared).rejects.toThrow("can't declare an incident: nobody in the directory has that name");
  });

  it('of somebody who may only look declares nothing', async () => {
    const { incidents } = aTemporal({});
    const by = { person: 'grace', via: 'test', access: 'viewer' as const };
    await expect(incidents.declare(by, { title: 'API down' })).rejects.toThrow('Grace Hopper has viewer access.');
  });

  it.each([
    ['no answer', noAnswer()],
    ['Temporal away', grpc(14)],
    ['a run that ended in between', failed('AcceptedUpdateCompletedWorkflow', 'the run closed')],
  ])('is asked for again under the same id after %s', async (_what, trouble) => {
    const { incidents, asked } = aTemporal({ updates: { [ADDRESS]: [trouble, 'Noted.'] } });
    expect((await incidents.act(ID, BY, { do: 'note', text: 'hm' })).text).toBe('Noted.');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.updateId).toBe(asked[1]?.updateId);
  });

  it.each([
    ['the workflow says no', failed(REFUSED, 'It is already P1.'), Refused, 'It is already P1.'],
    ['no worker answers', noAnswer(), Unanswered, /no worker/],
    ['Temporal is away', grpc(14), Unreachable, /does not answer/],
    ['Temporal does not let us in', grpc(7), Unreachable, /denied access/],
  ])('fails when %s', async (_what, trouble, kind, message) => {
    const { incidents } = aTemporal({ updates: { [ADDRESS]: [trouble] } });
    const act = incidents.act(ID, BY, { do: 'note', text: 'hm' });
    await expect(act).rejects.toBeInstanceOf(kind);
    await expect(act).rejects.toThrow(message);
  });

  it('is kept by Temporal when it is an acknowledgement and no worker answers', async () => {
    const { incidents, asked, signalled } = aTemporal({ updates: { [ADDRESS]: [noAnswer()] } });
    const answer = await incidents.act(ID, BY, { do: 'acknowledge' });
    expect(answer).toMatchObject({ pending: true, text: 'Recorded. It takes effect once a worker is running.' });
    expect(signalled).toEqual([asked[0]?.act]);
  });

  it('is for nobody when there is no such incident', async () => {
    const { incidents } = aTemporal({ now: gone() });
    for (const ref of [ID, ADDRESS, 'x4tm', 'nonsense'])
      await expect(incidents.act(ref, BY, { do: 'join' })).rejects.toThrow(new Refused(`There is no incident ${ref}.`));
  });

  it('is too late after the end, and hears of the incident that came after', async () => {
    const over = aRun({ status: 'CONTINUED_AS_NEW', word: 'resolved' });
    const { incidents, asked } = aTemporal({ now: aRun({ id: NEWER, runId: 'run-2' }), runs: [over] });
    await expect(incidents.act(ID, BY, { do: 'join' })).rejects.toThrow(
      `${ID} was resolved at 2026-11-23 09:12 UTC and can no longer be changed. ` +
        `The current incident at that address is ${NEWER} ("API down"). ` +
        'You can still work on its post-mortem, if it has one.',
    );
    expect(asked).toEqual([]);
  });

  it('is too late when the incident ends under its hands', async () => {
    const { incidents } = aTemporal({ updates: { [ADDRESS]: [gone()] }, now: aRun({ word: 'cancelled' }) });
    await expect(incidents.act(ID, BY, { do: 'join' })).rejects.toThrow(/was cancelled and can no longer/);
  });

  it('goes to the post-mortem after the resolution when it is a tick', async () => {
    const { incidents, asked } = aTemporal({
      now: aRun({ status: 'COMPLETED', word: 'resolved' }),
      updates: { [`${ID}-post-mortem`]: ['Done.'] },
    });
    await incidents.act('x4tm', BY, { do: 'tick', item: 'docs' }).catch(() => undefined);
    const answer = await incidents.act(ID, BY, { do: 'tick', item: 'docs' });
    expect(answer.text).toBe('Done.');
    expect(asked.at(-1)).toMatchObject({ workflowId: `${ID}-post-mortem`, act: { do: 'tick', incidentId: ID } });
  });

  it('is too late when there is no post-mortem either', async () => {
    const { incidents } = aTemporal({ now: aRun({ status: 'COMPLETED', word: 'cancelled' }) });
    await expect(incidents.act(ID, BY, { do: 'note', text: 'hm' })).rejects.toThrow(
      /was cancelled at .* and can no longer be changed\.$/,
    );
  });

  it('refuses an end that several ids share', async () => {
    const runs = [aRun(), { ...aRun({ id: 'other-00000000-x4tm' }), workflowId: 'other-00000000' }];
    const { incidents } = aTemporal({ runs });
    await expect(incidents.act('x4tm', BY, { do: 'join' })).rejects.toThrow(/Several incidents match/);
  });
});

describe('what was done where an alert came from', () => {
  const people = [
    { id: 'vic', name: 'Vic Viewer', access: 'viewer' as const },
    { id: 'kwame', name: 'Kwame Mensah', pagerduty: 'PKWAME1' },
    { id: 'mei', name: 'Mei Lin', contactPoints: [{ channel: 'email' as const, address: 'mei@example.com' }] },
  ];
  const doneBy = async (person: PagerDutyNames) => {
    const { incidents, signalled } = aTemporal({ people });
    const deed = { do: 'acknowledge' as const };
    const act = { eventId: 'e', fingerprint: 'f', via: 'pagerduty', deed, labels: {} };
    await incidents.providerActed({ ...act, service: 'release-manager', person });
    return signalled[0];
  };

  it('counts with what the directory lets the person do, and never for more than a responder', async () => {
    expect(await doneBy({ mail: 'grace@example.com', name: 'Grace' })).toMatchObject({
      by: 'grace',
      access: 'responder',
    });
    expect(await doneBy({ name: 'Vic Viewer' })).toMatchObject({ by: 'vic', access: 'viewer' });
    expect(await doneBy({ name: 'Vic Viewer' })).not.toHaveProperty('unknown');
  });

  it('is marked where the directory does not know who it was', async () => {
    expect(await doneBy({ mail: 'sam@example.com', name: 'Sam' })).toMatchObject({
      by: 'sam@example.com',
      unknown: true,
    });
    expect(await doneBy({})).toMatchObject({ by: 'somebody', unknown: true });
  });

  it.each<[string, PagerDutyNames, string]>([
    ['the id there', { id: 'PKWAME1', name: 'Somebody Else' }, 'kwame'],
    ['a name that is not contradicted', { id: 'PX00001', name: 'Vic Viewer' }, 'vic'],
  ])('is known by %s', async (_what, person, by) => {
    expect(await doneBy(person)).toMatchObject({ by });
    expect(await doneBy(person)).not.toHaveProperty('unknown');
  });

  it.each<[string, PagerDutyNames]>([
    ['whose id there is another', { id: 'PEVIL01', name: 'Kwame Mensah' }],
    ['whose mail address is another', { mail: 'evil@example.com', name: 'Mei Lin' }],
  ])('is nobody’s answer if done by somebody of the same name %s', async (_what, person) => {
    expect(await doneBy(person)).toMatchObject({ unknown: true });
  });

  it('is only noted, and its source told so, where nothing proves who did it', async () => {
    const { incidents, signalled } = aTemporal({});
    const deed = { do: 'acknowledge' as const };
    const about = { eventId: 'e', via: 'pagerduty', unproven: true as const };
    const arrivals = [
      await incidents.providerActed({
        ...{
          ...about,
          fingerprint: 'f',
          deed,
          labels: {},
          service: 'release-manager',
          person: { name: 'Grace Hopper' },
        },
      }),
      await incidents.pageAnswered({ ...about, incidentId: ID, person: 'grace' }),
    ];
    for (const arrival of arrivals)
      expect(arrival).toMatchObject({
        ignored: expect.stringMatching(/^Only noted on the timeline: people/) as string,
      });
    expect(signalled).toMatchObject([
      { by: 'grace', unproven: true },
      { by: 'grace', pageOf: ID, unproven: true },
    ]);
  });

  it('goes to the incident whose page was acknowledged, and to nothing else', async () => {
    const { incidents, signalled } = aTemporal({});
    const about = { eventId: 'e', via: 'pagerduty', person: 'grace' };
    expect(await incidents.pageAnswered({ ...about, incidentId: ID })).toEqual({ address: ADDRESS });
    expect(signalled).toMatchObject([{ by: 'grace', pageOf: ID, access: 'responder', deed: { do: 'acknowledge' } }]);
    expect(await incidents.pageAnswered({ ...about, incidentId: 'x4tm' })).toHaveProperty('ignored');
    expect(signalled).toHaveLength(1);
  });
});

describe('a change that its source tells once', () => {
  const ENDED = Date.parse('2026-11-23T09:12:00Z');
  const arriving = async (world: World, occurredAt: number, now = ENDED + 3_600_000) => {
    const { incidents, signalled } = aTemporal({ clock: now, ...world });
    const alert = {
      ...{ source: 'pagerduty', service: 'release-manager', fingerprint: 'pagerduty:P', firing: true },
      ...{ title: 'Down', description: '', labels: {}, annotations: {}, startsAt: occurredAt },
    };
    const [arrival] = await incidents.alertsArrived({ alerts: [alert], acceptedAt: now, occurredAt });
    return { ignored: arrival !== undefined && 'ignored' in arrival ? arrival.ignored : undefined, signalled };
  };
  const over = aRun({ status: 'COMPLETED', word: 'cancelled' });

  it('opens no incident if it occurred before the last one ended', async () => {
    const { ignored, signalled } = await arriving({ now: over, runs: [over] }, ENDED - 60_000);
    expect([ignored, signalled]).toEqual([`It occurred before ${ID} ended, so it opens no new incident.`, []]);
    const waiting = aRun({ runId: 'run-2', word: 'nothing' });
    expect((await arriving({ now: waiting, runs: [over, waiting] }, ENDED - 60_000)).signalled).toEqual([]);
    const closing = aRun({ word: 'resolved' });
    expect((await arriving({ now: closing, runs: [closing] }, ENDED - 60_000)).signalled).toEqual([]);
  });

  it('opens one if it may have occurred after, as far as clocks differ', async () => {
    expect((await arriving({ now: over, runs: [over] }, ENDED - 20_000)).signalled).toHaveLength(1);
    expect((await arriving({ now: over, runs: [over] }, ENDED + 60_000)).signalled).toHaveLength(1);
  });

  it('opens one after an outage of hours, where there was none', async () => {
    expect((await arriving({ now: gone() }, ENDED, ENDED + 23 * 3_600_000)).signalled).toHaveLength(1);
  });

  it('opens none if it is older than what Temporal remembers of ends', async () => {
    const { ignored, signalled } = await arriving({ now: gone() }, ENDED, ENDED + 25 * 3_600_000);
    expect(signalled).toEqual([]);
    expect(ignored).toMatch(/^It occurred more than a day ago/);
  });

  it('opens one if the last end can not be looked up: a page waits for no lookup', async () => {
    expect((await arriving({ now: grpc(14) }, ENDED - 60_000)).signalled).toHaveLength(1);
  });

  it('reaches the open incident however old it is', async () => {
    expect((await arriving({ now: aRun() }, ENDED - 60 * 3_600_000)).signalled).toHaveLength(1);
  });
});

describe('looking', () => {
  it('asks the open incident in whatever run it is, and one that ended in its last', async () => {
    const open = aTemporal({});
    await open.incidents.show(ID);
    expect(open.queried).toEqual([undefined]);

    const old = [aRun({ runId: 'first', status: 'CONTINUED_AS_NEW' }), aRun({ runId: 'last', status: 'COMPLETED' })];
    const over = aTemporal({ now: aRun({ id: NEWER }), runs: old });
    await over.incidents.show('x4tm');
    expect(over.queried).toEqual(['last']);
  });

  it.each([
    ['no worker runs', grpc(4), Unanswered],
    ['nobody has polled for long', grpc(9), Unanswered],
    ['the worker is of another version', notRegistered, Unanswered],
    ['Temporal is away', grpc(14), Unreachable],
  ])('fails when %s', async (_what, query, kind) => {
    await expect(aTemporal({ query }).incidents.show(ID)).rejects.toBeInstanceOf(kind);
  });

  it('says that there is no post-mortem', async () => {
    await expect(aTemporal({ query: gone() }).incidents.postMortem(ID)).rejects.toThrow(
      `${ID} has no open post-mortem`,
    );
  });

  it('lists each incident once, with names', async () => {
    const runs = [aRun({ runId: 'first', status: 'CONTINUED_AS_NEW' }), aRun({ runId: 'second' })];
    const listed = await aTemporal({ runs }).incidents.list({ all: true });
    expect(listed).toMatchObject([{ id: ID, open: true, title: 'API down', severity: 'P1', alerts: 1 }]);
  });
});

describe('a delivery', () => {
  it('that secrets made longer than Temporal takes goes in several messages', async () => {
    const { incidents, signalled } = aTemporal({});
    const secrets = 'pwd=a '.repeat(1_000);
    const labels = { service: 'release-manager' };
    const alerts = Array.from({ length: 150 }, (_none, n) => ({
      ...{ source: 'generic', service: 'release-manager', fingerprint: `${n}`, firing: true, title: `alert ${n}` },
      ...{ description: secrets, labels, annotations: {}, startsAt: NOW },
    }));
    const [arrival] = await incidents.alertsArrived({ alerts, acceptedAt: NOW });
    expect(arrival).toMatchObject({ workflowRunId: 'run-1' });
    const groups = signalled as AlertGroup[];
    expect(groups.length).toBeGreaterThan(2);
    for (const group of groups) expect(Buffer.byteLength(JSON.stringify(group))).toBeLessThan(1_100_000);
    expect(groups.flatMap((group) => group.alerts.map(({ title }) => title))).toEqual(alerts.map(({ title }) => title));
  });

  it('that is too large all the same is refused with the reason', async () => {
    const { incidents } = aTemporal({ updates: { [ADDRESS]: [grpc(3)] } });
    const note = incidents.act(ADDRESS, BY, { do: 'note', text: 'x' });
    await expect(note).rejects.toThrow("Temporal can't take this, most likely because it is too large");
  });
});
