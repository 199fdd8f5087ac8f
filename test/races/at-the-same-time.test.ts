import type { WorkflowHandle } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';
import { alertGroup, arrivedFrom, type Group } from '../support/alerts';
import { chance } from '../support/seed';
import { useSystem } from '../support/system';
import { until } from '../support/until';

const world = useSystem({ speed: 60 });
const ROUNDS = 20;
/** What is tested happens within one incident; twenty at the same instant would only test how quick the machine is. */
const APART_MS = 250;

const opens = async (group: Group): Promise<string> => {
  await world.system.incidents.alertsArrived(arrivedFrom(group.firing()));
  return (await stateAt(group)).id;
};
const stateAt = ({ address }: Group) => world.system.state(address);
const acknowledges = (id: string, person: string) =>
  world.system.incidents.act(id, { person, via: 'test' }, { do: 'acknowledge' }).then(({ text }) => text);

/** Over and done with: incidents that go on need the machine for themselves. */
const ends = (id: string): Promise<unknown> =>
  world.system.incidents.act(id, { person: 'vera', via: 'test' }, { do: 'cancel', reason: 'a test' });

type Events = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

/** What was asked of the paging activity after the first act took effect. */
const pagesAfterTheAct = (events: Events): string[] =>
  events
    .slice(events.findIndex(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => accepted != null))
    .flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.input?.payloads ?? [])
    .map(({ data }) => Buffer.from(data ?? []).toString());

it('has one lead when two people acknowledge at once, and answers both', async () => {
  for (let n = 0; n < ROUNDS; n += 1) {
    const group = alertGroup('P1');
    const id = await opens(group);
    const answers = await Promise.all([acknowledges(id, 'otto'), acknowledges(id, 'vera')]);
    const { lead, people, timeline } = await stateAt(group);
    expect(answers.filter((text) => text === "You're first to acknowledge, so you're the lead.")).toHaveLength(1);
    expect(
      answers.filter((text) => /^You've joined the incident\. (Otto|Vera) is the lead\.$/.test(text)),
    ).toHaveLength(1);
    expect(timeline.filter(({ kind }) => kind === 'lead').map(({ by }) => by)).toEqual([lead]);
    expect([people['otto']?.acknowledgedAt, people['vera']?.acknowledgedAt]).not.toContain(undefined);
    await ends(id);
  }
});

it('is never wedged by an acknowledgement in the instant of the response deadline', async () => {
  const random = chance('acknowledgement against the deadline');
  const withinMs = world.system.pinned.policy.severities['P1']?.response.within ?? 0;
  const outcomes = await Promise.all(
    Array.from({ length: ROUNDS }, async (_, n) => {
      await pause(n * APART_MS);
      const group = alertGroup('P1');
      const id = await opens(group);
      const { startedAt } = await stateAt(group);
      // The instant itself, give or take: this is what is tested, nothing waits for it.
      await pause(Math.max(0, startedAt + withinMs + random.below(80) - 60 - Date.now()));
      expect(await acknowledges(id, 'otto')).toMatch(/^You're first to acknowledge|^Recorded\./);
      // Seldom: twenty incidents that are asked without a pause have time for little else (ADR 11).
      const state = await until(
        'the deadline to have passed',
        async () => {
          const seen = await stateAt(group);
          return seen.obligations['response']?.state === 'open' ? undefined : seen;
        },
        { everyMs: 500 },
      );
      await until('the next nudge or page', () => world.system.lines(id).find(({ key }) => /^page:P1:join:/.test(key)));
      const { events } = await world.system.client.workflow.getHandle(group.address).fetchHistory();
      expect(events?.filter(({ workflowTaskFailedEventAttributes: failed }) => failed != null)).toEqual([]);
      expect(pagesAfterTheAct(events ?? [])).not.toContainEqual(expect.stringMatching(/page:P1:30m:cto:(?!1\b)/));
      expect(state.lead).toBe('otto');
      await ends(id);
      return state.obligations['response']?.state;
    }),
  );
  const late = outcomes.filter((outcome) => outcome !== 'met').length;
  console.info(`${ROUNDS - late} in time, ${late} late`);
});
