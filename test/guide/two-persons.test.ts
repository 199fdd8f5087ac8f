import { MINUTE } from '../support/times';
import { guideWith, incidentOf, type VirtualIncident } from '../support/virtual-clock';

const policy = guideWith(({ severities }) => {
  if (severities.P1.decision !== null) severities.P1.decision.persons = 2;
});
const opened = (): VirtualIncident =>
  incidentOf('P1', { policy })
    .does('otto', { do: 'acknowledge' })
    .until(16 * MINUTE);
const BACK = { do: 'decide', choice: 'roll-back', reason: 'the deployment broke it' } as const;
const ALONE = { ...BACK, breakGlass: true } as const;

describe('a decision that needs a second approver', () => {
  test('the first approver proposes, and the others are contacted', () => {
    const incident = opened().does('otto', BACK);
    expect(incident.incident.decision).toMatchObject({ proposed: { choice: 'roll-back', by: 'otto' } });
    expect(incident.incident.rollback).toBeUndefined();
    expect(incident.keys('page:proposed:1').map((line) => line.split(':').at(-1))).toEqual(['emil', 'vera']);
    expect(incident.text('page:proposed:1')).toContain('otto proposed to roll back');
  });

  test("the one who proposed can't be the second approver", () => {
    expect(opened().does('otto', BACK).refusal('otto', BACK)).toBe(
      'You proposed this; someone else has to confirm it.',
    );
  });

  test('another approver who decides the same makes it happen', () => {
    const incident = opened().does('otto', BACK).does('emil', BACK);
    expect(incident.incident.decision?.made).toMatchObject({ choice: 'roll-back', by: 'emil' });
  });

  test('who proposes before it is known what a rollback returns to is confirmed by who decides after', () => {
    const early = incidentOf('P1', { policy })
      .does('otto', { do: 'acknowledge' })
      .until(10 * MINUTE)
      .does('otto', BACK);
    const incident = early.until(16 * MINUTE).does('emil', BACK);
    expect(incident.incident.decision?.made).toMatchObject({ by: 'emil', to: 'v2024.01.14' });
  });

  test('another target is another proposal, not an approval', () => {
    const incident = opened()
      .does('otto', { ...BACK, to: 'v1' })
      .does('emil', { ...BACK, to: 'v2' });
    expect(incident.incident.decision?.made).toBeUndefined();
    expect(incident.incident.decision?.proposed).toEqual({ choice: 'roll-back', by: 'emil', to: 'v2' });
  });
});

describe('break-glass', () => {
  test('not before the deadline', () => {
    expect(opened().refusal('vera', ALONE)).toBe(
      "The decision isn't overdue yet, so a second approver has to confirm it.",
    );
  });

  test('not by an engineer', () => {
    expect(
      opened()
        .until(31 * MINUTE)
        .refusal('otto', ALONE),
    ).toBe('Only VP Engineering or CTO may decide alone.');
  });

  test('not without a reason', () => {
    expect(
      opened()
        .until(31 * MINUTE)
        .refusal('vera', { ...ALONE, reason: ' ' }),
    ).toBe('Give a reason for the decision.');
  });

  test('not if one person may decide anyway', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(31 * MINUTE);
    expect(incident.refusal('vera', ALONE)).toBe("You don't have to break glass: one person may decide here.");
  });

  test.each(['vera', 'cleo'])('after the deadline %s decides alone, and everybody is told', (who) => {
    const incident = opened()
      .until(31 * MINUTE)
      .does(who, ALONE);
    expect(incident.incident.decision?.made).toMatchObject({ choice: 'roll-back', by: who });
    expect(incident.incident.timeline.find(({ kind }) => kind === 'break-glass')).toMatchObject({ by: who });
    const told = incident.keys('break-glass:1').map((line) => line.split(':').at(-1));
    expect(told).toEqual(expect.arrayContaining(['vera', 'emil', 'dora', 'otto', 'olga', 'cleo']));
    expect(incident.text('break-glass:1')).toContain('the deployment broke it');
  });
});
