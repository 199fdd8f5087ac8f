import { MINUTE } from '../support/times';
import { guideWith, incidentOf } from '../support/virtual-clock';

const telling = guideWith(({ communication }) => {
  communication.channel.statusChanges = true;
});

const told = (incident: ReturnType<typeof incidentOf>): string[] =>
  incident.tried.filter((line) => / status:\d+:/.test(line));

test('each status change is posted in the channel, if the policy says so', () => {
  const incident = incidentOf('P1', { policy: telling }).does('otto', { do: 'acknowledge' });
  expect(told(incident)).toEqual([]);
  incident.until(2 * MINUTE).does('otto', { do: 'status', status: 'identified', text: 'no index' });
  incident.until(4 * MINUTE).does('otto', { do: 'status', status: 'monitoring' });
  expect(told(incident)).toEqual(['2m status:1:chat', '4m status:2:chat']);
  expect(incident.text('status:1:')).toBe('Status changed from investigating to identified: no index');
});

test('a relapse is a status change too', () => {
  const incident = incidentOf('P1', { policy: telling })
    .does('otto', { do: 'acknowledge' })
    .does('otto', { do: 'status', status: 'monitoring' });
  incident.until(2 * MINUTE).does('otto', { do: 'status', status: 'mitigating', text: 'it is back' });
  expect(told(incident)).toEqual(['0m status:1:chat', '2m status:2:chat']);
});

test('otherwise the next update reports it, as before', () => {
  const incident = incidentOf('P1')
    .does('otto', { do: 'acknowledge' })
    .does('otto', { do: 'status', status: 'identified' })
    .until(5 * MINUTE);
  expect(told(incident)).toEqual([]);
});
