import type { Actor, Deed } from '../../domain/state/acts';
import { MINUTE } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

const GUEST: Partial<Actor> = { guest: true, byName: 'bob', roles: [] };

const REFUSED: Deed[] = [
  { do: 'acknowledge' },
  { do: 'join' },
  { do: 'status', status: 'monitoring' },
  { do: 'severity', severity: 'P4', reason: 'r' },
  { do: 'decide', choice: 'roll-back', reason: 'r' },
  { do: 'escalate', reason: 'r' },
  { do: 'bridge' },
  { do: 'resolve', resolution: 'r' },
  { do: 'cancel', reason: 'r' },
];

describe('a person who is not in the directory', () => {
  test.each(REFUSED)('can’t $do', (deed) => {
    expect(incidentOf('P1').refusal('bob', deed, GUEST)).toMatch(
      /^bob can't .*: nobody in the directory has that name/,
    );
  });

  test('may say something, and pages, deadlines and the cadence go on as if they had not', () => {
    const [heard, silent] = [incidentOf('P2'), incidentOf('P2')].map((one) => one.until(MINUTE));
    heard?.does('bob', { do: 'note', text: 'the disk is full' }, GUEST);
    heard?.does('bob', { do: 'update', text: 'We fixed it', impact: 'none' }, GUEST);
    const said = heard?.incident.timeline.filter(({ kind }) => kind === 'note').map(({ text }) => text);
    expect(said).toEqual(['the disk is full', 'Draft of an update by bob, who is not in the directory: We fixed it']);
    for (const one of [heard, silent]) one?.until(40 * MINUTE);
    expect(heard?.told('page')).toEqual(silent?.told('page'));
    expect(heard?.keys('update')).toEqual(silent?.keys('update'));
    expect(heard?.incident.people).not.toHaveProperty('bob');
    expect(heard?.incident.facts).toEqual(silent?.incident.facts);
  });
});
