import type { Incident } from '../../domain/state/incident';
import { SkippingIncident } from '../support/time-skip-incident';
import { doubledKeys, useSkippingSystem } from '../support/time-skip-system';
import { asTime, MINUTE, SECOND } from '../support/times';
import { guide, incidentOf, type Sent, type VirtualIncident } from '../support/virtual-clock';

const server = useSkippingSystem();

const { system } = server;

let open: SkippingIncident | undefined;

const begin = async (
  ...[severity, opening]: Parameters<typeof SkippingIncident.open> extends [unknown, ...infer Rest] ? Rest : never
) => (open = await SkippingIncident.open(server.env, severity, opening));

// An incident that is left open goes on paging through the virtual days of the next test.
afterEach(async () => {
  await open?.act('emil', { do: 'cancel', reason: 'end of the test' });
  await expect(open?.handle.result()).resolves.toContain('cancelled');
});

/**
 * How late something may be: the skipping clock runs like any other while a task runs, and a busy machine needs its time. That
 * nothing is late at all on a clock that stands still meanwhile is what the tests of the guide say.
 */
const LATE = 30 * SECOND;

interface Line {
  atMs: number;
  key: string;
}

/** Each line once, none too early and none late, whatever the order within one instant. */
function expectSame(received: Line[], wanted: Line[]): void {
  const left = [...received].sort((a, b) => a.atMs - b.atMs);
  const seen = wanted.map(({ key, atMs }) => {
    const n = left.findIndex((one) => one.key === key);
    const at = n < 0 ? undefined : left.splice(n, 1)[0]?.atMs;
    return at !== undefined && at >= atMs - 1 && at < atMs + LATE
      ? story({ key, atMs })
      : `${key}: ${at ?? 'never'} instead of ${atMs}`;
  });
  expect(seen).toEqual(wanted.map(story));
  expect(left).toEqual([]);
}

/** `5m page:P1:30m:cto:1`. */
const story = ({ atMs, key }: Line): string => `${asTime(Math.round(atMs / SECOND) * SECOND)} ${key}`;

/** Of two calls of one instant, the one whose people are found first names their invitation. */
const nameless = (key: string): string => key.replace(/^bridge:invite:.*/, 'bridge:invite');

/** What left the workflow, each at the workflow's own time of starting it. */
function sentBy(state: Incident): Line[] {
  const sent = new Set(keysOf(state.id));
  const entries = Object.entries(state.effects).filter(([key]) => sent.has(key));
  return entries.map(([key, { at }]) => ({ key: nameless(key), atMs: at - state.startedAt }));
}

const keysOf = (id: string): string[] =>
  system.lines().flatMap(({ incidentId, key }) => (incidentId === id ? [key] : []));

/** What the pure core says on a virtual clock: the expectation for the workflow. */
const expected = (incident: VirtualIncident): Line[] =>
  incident.sent.map(({ atMs, key }: Sent) => ({ atMs, key: nameless(key) }));

describe.each([
  ['P1', 62.5 * MINUTE],
  ['P2', 91.5 * MINUTE],
  ['P3', 130.5 * MINUTE],
] as const)('%s, nobody answers', (severity, ms) => {
  test('the workflow does what the plan says when the plan says it, and each key is in the outbox once', async () => {
    const incident = await begin(severity);
    await incident.waits(ms);
    expectSame(sentBy(await incident.state()), expected(incidentOf(severity).until(ms)));
    expect(doubledKeys(system.lines())).toEqual([]);
  });
});

/** When somebody did that, by the workflow's clock: it starts with the first task, which a busy machine is late with. */
const sinceStart = ({ timeline, startedAt }: Incident, kind: string): number =>
  (timeline.find((entry) => entry.kind === kind)?.at ?? Number.NaN) - startedAt;

test.each(['P1', 'P2'] as const)(
  '%s, the on-call engineer acknowledges at minute 4, then silence',
  async (severity) => {
    const incident = await begin(severity);
    await incident.waits(3 * MINUTE + 57 * SECOND);
    await incident.act('otto', { do: 'acknowledge' });
    await incident.waits(58 * MINUTE + 33 * SECOND);
    const state = await incident.state();
    const pure = incidentOf(severity)
      .until(sinceStart(state, 'acknowledged'))
      .does('otto', { do: 'acknowledge' })
      .until(62.5 * MINUTE);
    expectSame(sentBy(state), expected(pure));
  },
);

test('P3 becomes P1 at minute 20: only the difference runs, nothing twice', async () => {
  const incident = await begin('P3');
  const worse = { do: 'severity', severity: 'P1', reason: 'nobody can log in' } as const;
  await incident.waits(19 * MINUTE + 55 * SECOND);
  await incident.act('otto', worse);
  await incident.waits(30 * MINUTE + 35 * SECOND);
  const state = await incident.state();
  const pure = incidentOf('P3')
    .until(sinceStart(state, 'severity'))
    .does('otto', worse)
    .until(50.5 * MINUTE);
  expectSame(sentBy(state), expected(pure));
  expect(doubledKeys(system.lines())).toEqual([]);
});

test('a P1 of a day continues as new again and again; no page is lost or repeated', async () => {
  const { P1 } = guide.severities;
  const slower = {
    ...P1,
    contact: { ...P1.contact, repeatEvery: 30 * MINUTE },
    team: { ...P1.team, chaseEvery: 60 * MINUTE },
  };
  const updates = P1.updates === null ? null : { ...P1.updates, nudgeAfter: 100 * MINUTE, postAfter: 120 * MINUTE };
  const policy = { ...guide, severities: { ...guide.severities, P1: { ...slower, updates } } };
  const day = 24 * 60 * MINUTE + 7 * MINUTE;
  const incident = await begin('P1', { policy, continueAfterEvents: 120 });
  await incident.waits(day);
  const state = await incident.state();
  expect(new Set(keysOf(incident.id))).toEqual(
    new Set(
      incidentOf('P1', { policy })
        .until(day)
        .sent.map(({ key }) => key),
    ),
  );
  expect(doubledKeys(system.lines())).toEqual([]);
  expect(await runsOf(incident)).toBeGreaterThan(4);
  expect(state.id).toBe(incident.id);
}, 120_000);

/** Follows the chain of runs from the first one. */
async function runsOf({ handle, address }: SkippingIncident): Promise<number> {
  let runs = 0;
  let runId: string | undefined = handle.signaledRunId;
  while (runId !== undefined) {
    runs += 1;
    runId = await nextRun(address, runId);
  }
  return runs;
}

async function nextRun(address: string, runId: string): Promise<string | undefined> {
  const { events } = await server.env.client.workflow.getHandle(address, runId).fetchHistory();
  const next = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  return next === null || next === '' ? undefined : next;
}
