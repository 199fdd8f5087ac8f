import { FORMS, formFor } from '../../../client/slack/forms';
import type { IncidentView } from '../../../domain/view';

const asked = (versions?: NonNullable<IncidentView['decision']>['versions']): IncidentView =>
  ({ decision: { number: 1, dueAt: '', missed: false, ...(versions && { versions }) } }) as IncidentView;

const fields = (incident: IncidentView) =>
  formFor('decide', { ref: 'x4tm' }, incident).blocks.map((block) => block.block_id);

it('offers the versions that are kept, and says which one a rollback returns to', () => {
  const incident = asked({ running: 'rm:v3', target: 'rm:v2', kept: ['rm:v2', 'rm:v1', 'x'.repeat(200)] });
  expect(fields(incident)).toEqual(['choice', 'to', 'reason']);
  const [, versions] = FORMS.decide.blocks(incident, '');
  expect(versions).toMatchObject({
    optional: true,
    hint: { text: 'If you leave this empty, a rollback returns to rm:v2.' },
    element: { options: [{ value: 'rm:v2' }, { value: 'rm:v1' }] },
  });
});

it('asks for no version where none is known', () => {
  expect(fields(asked())).toEqual(['choice', 'reason']);
  expect(fields(asked({ kept: [], problem: 'no answer' }))).toEqual(['choice', 'reason']);
});

it('passes a version on with a rollback only', () => {
  const answers = { choice: 'roll-back', reason: 'r', to: 'rm:v1' };
  const body = (choice: string) => FORMS.decide.asks({ ...answers, choice }, { ref: 'x4tm' });
  expect(body('roll-back')).toEqual({ action: 'decide', body: answers });
  expect(body('fix-forward')).toEqual({ action: 'decide', body: { choice: 'fix-forward', reason: 'r' } });
});
