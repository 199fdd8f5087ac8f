import type { Finding } from '../../domain/state/incident';
import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import { HOUR, MINUTE, START } from '../support/times';
import { guide, incidentOf } from '../support/virtual-clock';

const STEPS = guide.investigation.steps.map(({ id }) => id);

const finds =
  (step: string, finding: Pick<Finding, 'state' | 'text'>) =>
  (effect: Effect): EffectOutcome | undefined =>
    effect.do === 'investigate' && effect.step === step
      ? { of: 'finding', finding: { title: 'Log Analysis', at: START, ...finding } }
      : undefined;

test.each(['P1', 'P2', 'P3'] as const)('%s: all five steps run in parallel from the start, each once', (severity) => {
  const incident = incidentOf(severity).until(3 * HOUR);
  expect(STEPS).toHaveLength(5);
  for (const step of STEPS) expect(incident.attempts(`investigate:${step}`)).toEqual(['0m']);
});

test('P4 is not investigated', () => {
  expect(
    incidentOf('P4')
      .until(HOUR)
      .tried.filter((line) => line.includes('investigate')),
  ).toEqual([]);
});

test('each finding is on record; no match in a log is a finding, not a failure', () => {
  const { findings, timeline } = incidentOf('P1', {
    answer: finds('log-analysis', { state: 'done', text: 'none' }),
  }).incident;
  expect(findings['log-analysis']).toMatchObject({ state: 'done', text: 'none' });
  expect(timeline.filter(({ kind }) => kind === 'finding').map(({ text }) => text)).toContain('Log Analysis: none');
});

test('a step past its time box is marked as cut off, in the record and in the brief', () => {
  const incident = incidentOf('P1', { answer: finds('log-analysis', { state: 'cut-off', text: '3 timeouts so far' }) });
  expect(incident.incident.timeline.map(({ text }) => text)).toContain(
    'Log Analysis: 3 timeouts so far (stopped at its time limit)',
  );
  incident.until(15 * MINUTE);
  expect(incident.text('brief:1:chat')).toContain('- **Log Analysis**: 3 timeouts so far (stopped at its time limit)');
  expect(incident.text('brief:1:chat')).toContain('"Log Analysis" has no complete result yet');
});

test('a step that fails is a failed finding, is not run again and delays nothing', () => {
  const incident = incidentOf('P1', {
    answer: (effect) =>
      effect.do === 'investigate' && effect.step === 'database-investigation' ? new Error('no route') : undefined,
  }).until(16 * MINUTE);
  expect(incident.incident.findings['database-investigation']).toMatchObject({ state: 'failed', text: 'no route' });
  expect(incident.attempts('investigate:database-investigation')).toEqual(['0m']);
  expect(incident.keys('brief:1:chat')).toHaveLength(1);
  expect(incident.pagesOf('otto')[0]).toBe('0m');
});

test('a step that finishes after the incident has ended is still on record', () => {
  const incident = incidentOf('P3').does('otto', { do: 'resolve', resolution: 'gone' });
  expect(Object.keys(incident.incident.findings)).toHaveLength(5);
  expect(incident.until(HOUR).attempts('investigate:log-analysis')).toEqual(['0m']);
});
