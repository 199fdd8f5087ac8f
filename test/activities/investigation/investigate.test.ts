import {
  createInvestigatingActivities,
  type StepFinding,
  type StepRequest,
} from '../../../activities/investigation/investigate';
import type { Changes } from '../../../activities/ports/diagnostics';
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

async function investigate(compare: (() => ReturnType<Changes['compare']>) | undefined) {
  const kept: string[][] = [];
  const activities = createInvestigatingActivities({
    health: { check: () => Promise.reject(new Error('not asked')) },
    metrics: () => undefined,
    ...(compare !== undefined && { changes: { compare } }),
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
  const request = { incidentId: 'i-1', step: STEP, parameters: {} };
  const finding: StepFinding = await new MockActivityEnvironment().run(
    (asked: StepRequest) => activities.investigate(asked),
    request,
  );
  return { finding, kept };
}

test('what is too long for an incident is kept whole in a document, and the incident says where', async () => {
  const { finding, kept } = await investigate(() => Promise.resolve(LONG));
  expect(finding.text.length).toBeLessThan(1_600);
  expect(finding.text).toMatch(/^900 commits by ada\n- Compare: 900 commits by ada\n/);
  expect(finding.text).toMatch(/\n {2}… full output: documents\/i-1\/deployment-history-changes\.txt$/);
  expect(kept).toEqual([['i-1', 'deployment-history-changes.txt', LONG]]);
});

test('what fits is not kept twice', async () => {
  const { finding, kept } = await investigate(() => Promise.resolve('nothing changed'));
  expect(finding).toEqual({
    title: 'Deployment History',
    state: 'done',
    text: 'nothing changed\n- Compare: nothing changed',
  });
  expect(kept).toEqual([]);
});

test('secrets are in neither', async () => {
  const { finding, kept } = await investigate(() => Promise.resolve(`x token=hunter22hunter\n${LONG}`));
  expect(JSON.stringify([finding, kept])).not.toContain('hunter22');
});

test('what is slower than its box is cut off, and told so; what is not connected is shown to be typed', async () => {
  const { finding } = await investigate(() => new Promise(() => undefined));
  expect(finding).toMatchObject({
    state: 'cut-off',
    text: '1 cut off\n- Compare: cut off\nrun by hand: git diff a..b',
  });
  const { finding: byHand } = await investigate(undefined);
  expect(byHand.text).toBe('1 to run by hand\n- Compare: not connected; run by hand: git diff a..b');
});
