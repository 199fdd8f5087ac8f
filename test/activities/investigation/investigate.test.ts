import {
  createInvestigatingActivities,
  type StepFinding,
  type StepRequest,
} from '../../../activities/investigation/investigate';
import type { Changes } from '../../../activities/ports/diagnostics';
import type { Deployments } from '../../../activities/ports/deployments';
import type { Parameters as Named } from '../../../policy/parameters';
import type { InvestigationStep } from '../../../policy/schema';
import { MockActivityEnvironment } from '@temporalio/testing';

const STEP: InvestigationStep = {
  id: 'deployment-history',
  title: 'Deployment History',
  timeBox: 200,
  commands: [
    {
      id: 'changes',
      title: 'Compare',
      byHand: 'git diff a..b',
      tool: { use: 'changes', from: 'a', to: 'b' },
      assumption: 'Ours.',
    },
  ],
  assumption: 'Ours.',
};

const LONG = `900 commits by ada\n${'  one line of many\n'.repeat(1_000)}`;

type Connected = { compare?: Changes['compare'] | undefined; read?: Deployments['read'] };

const unconnected: Deployments = {
  automatic: false,
  read: () => Promise.reject(new Error('not asked')),
  rehearse: () => Promise.reject(new Error('not asked')),
  rollBack: () => Promise.reject(new Error('not asked')),
};

async function investigate({ compare, read }: Connected, step: InvestigationStep = STEP, parameters: Named = {}) {
  const kept: string[][] = [];
  const activities = createInvestigatingActivities({
    health: { check: () => Promise.reject(new Error('not asked')) },
    metrics: () => undefined,
    ...(compare !== undefined && { changes: { compare } }),
    deployments: () => (read === undefined ? unconnected : { ...unconnected, automatic: true, read }),
    records: {
      append: () => Promise.resolve(),
      read: () => Promise.resolve([]),
      document: () => Promise.resolve(undefined),
      keep: (...document) => {
        kept.push(document);
        return Promise.resolve('documents/i-1/deployment-history-changes.txt');
      },
    },
  });
  const request = { incidentId: 'i-1', step, parameters };
  const finding: StepFinding = await new MockActivityEnvironment().run(
    (asked: StepRequest) => activities.investigate(asked),
    request,
  );
  return { finding, kept };
}

test('what is too long for an incident is kept whole in a document, and the incident says where', async () => {
  const { finding, kept } = await investigate({ compare: () => Promise.resolve(LONG) });
  expect(finding.text.length).toBeLessThan(1_600);
  expect(finding.text).toMatch(/^900 commits by ada\n- Compare: 900 commits by ada\n/);
  expect(finding.text).toMatch(/\n {2}… full output: documents\/i-1\/deployment-history-changes\.txt$/);
  expect(kept).toEqual([['i-1', 'deployment-history-changes.txt', LONG]]);
});

test('what fits is not kept twice', async () => {
  const { finding, kept } = await investigate({ compare: () => Promise.resolve('nothing changed') });
  expect(finding).toEqual({
    title: 'Deployment History',
    state: 'done',
    text: 'nothing changed\n- Compare: nothing changed',
  });
  expect(kept).toEqual([]);
});

test('secrets are in neither', async () => {
  const { finding, kept } = await investigate({ compare: () => Promise.resolve(`x token=hunter22hunter\n${LONG}`) });
  expect(JSON.stringify([finding, kept])).not.toContain('hunter22');
});

test('what is slower than its box is cut off, and told so; what is not connected is shown to be typed', async () => {
  const { finding } = await investigate({ compare: () => new Promise(() => undefined) });
  expect(finding).toMatchObject({
    state: 'cut-off',
    text: '1 cut off\n- Compare: cut off\nrun by hand: git diff a..b',
  });
  const { finding: byHand } = await investigate({});
  expect(byHand.text).toBe('1 to run by hand\n- Compare: not connected; run by hand: git diff a..b');
});

describe('versions that a command compares', () => {
  const step: InvestigationStep = {
    ...STEP,
    commands: [
      {
        id: 'changes',
        title: 'Compare',
        assumption: 'Ours.',
        byHand: 'git diff {{before}}..{{now}}',
        tool: { use: 'changes', from: '{{before}}', to: '{{now}}' },
      },
    ],
  };
  const example: Named = { before: { value: 'v1', version: 'previous' }, now: { value: 'v2', version: 'running' } };
  const runs: Deployments['read'] = () =>
    Promise.resolve({ current: { id: 'rs-8', tag: 'v8' }, previous: { id: 'rs-7', tag: 'v7' } });
  const compare: Changes['compare'] = (from, to) => Promise.resolve(`${from} to ${to}`);

  test.each<[string, Connected, string]>([
    ['are those that the deployment tool names', { compare, read: runs }, 'v7 to v8'],
    ['are those also in the command for a person', { read: runs }, 'not connected; run by hand: git diff v7..v8'],
    [
      'are those also where the comparison fails',
      { compare: () => Promise.reject(new Error('404')), read: runs },
      'failed: 404\nrun by hand: git diff v7..v8',
    ],
    [
      'are called what the tool calls them, without a tag',
      { compare, read: () => Promise.resolve({ current: { id: '8' }, previous: { id: '7' } }) },
      '7 to 8',
    ],
    ['are the guide’s example where no tool is connected', { compare }, 'v1 to v2'],
    [
      'are left open where the tool is away',
      { compare, read: () => Promise.reject(new Error('503')) },
      'failed: 503\nrun by hand: git diff PREVIOUS_VERSION..RUNNING_VERSION',
    ],
    [
      'are left open where nothing ran before',
      { compare, read: () => Promise.resolve({ current: { id: '8' } }) },
      'failed: the deployment tool names no version before 8\nrun by hand: git diff PREVIOUS_VERSION..RUNNING_VERSION',
    ],
  ])('%s', async (_what, connected, line) => {
    const { finding } = await investigate(connected, step, example);
    expect(finding.text).toContain(`- Compare: ${line}`);
  });
});
