/** Whether the view says who comes next, what the next update says, what a decision knows, and which probe ticks what. */
import { view } from '../../domain/view';
import { MINUTE } from '../support/times';
import { guide, incidentOf } from '../support/virtual-clock';

const seen = (incident: ReturnType<typeof incidentOf>) => view(guide, incident.incident, incident.now);
const minute = (incident: ReturnType<typeof incidentOf>, at = ''): number =>
  (Date.parse(at) - incident.incident.startedAt) / MINUTE;

test('the matrix says who was contacted when, and who comes when', () => {
  const incident = incidentOf('P1')
    .until(MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(31 * MINUTE);
  const { matrix = [] } = seen(incident);
  expect(matrix.map(({ roles }) => roles[0])).toEqual(['vp-engineering', 'cto', 'ceo']);
  expect(
    matrix.map(({ contactedAt }) => (contactedAt === undefined ? 'not yet' : minute(incident, contactedAt))),
  ).toEqual([0, 30, 'not yet']);
  const answered = (matrix[0]?.people ?? []).filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  expect(answered).toHaveLength(1);
  expect(minute(incident, matrix[2]?.dueAt)).toBe(60);
});

test('nobody comes any more once it is being monitored', () => {
  const incident = incidentOf('P1')
    .does('otto', { do: 'acknowledge' })
    .does('otto', { do: 'status', status: 'monitoring' });
  expect((seen(incident).matrix ?? []).filter(({ dueAt }) => dueAt !== undefined)).toEqual([]);
});

test('the next update has its number, its time and its draft', () => {
  const incident = incidentOf('P1')
    .does('otto', { do: 'acknowledge' })
    .does('otto', { do: 'note', text: 'It is the cache' });
  const { nextUpdate } = seen(incident);
  expect([nextUpdate?.number, minute(incident, nextUpdate?.postsAt)]).toEqual([1, 5]);
  expect(nextUpdate?.draft).toContain('It is the cache');
  expect(seen(incidentOf('P4')).nextUpdate).toBeUndefined();
});

test('a decision has its brief until it is made', () => {
  const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
  expect(seen(incident).decision?.brief).toContain('Release Manager');
  incident.does('otto', { do: 'decide', choice: 'fix-forward', reason: 'known' });
  expect(seen(incident).decision?.brief).toBeUndefined();
});

test('each alert is listed with its state', () => {
  expect(seen(incidentOf('P1')).alerts.list).toMatchObject([{ severity: 'P1', state: 'firing' }]);
});

test('an item says which probe ticks it; one that a person ticks has none', () => {
  const items = seen(incidentOf('P1')).checklist.filter(({ stage }) => stage === 'immediate');
  expect(items.filter(({ probe }) => probe === undefined).map(({ id }) => id)).toEqual(
    guide.checklists.immediate.items.filter(({ probe }) => probe === undefined).map(({ id }) => id),
  );
});
