import { HOUR, MINUTE } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

const everyTwoMinutes = (from: number, to: number): string[] => {
  const times: string[] = [];
  for (let minute = from; minute <= to; minute += 2)
    times.push(minute === 0 ? '0m' : minute < 60 ? `${minute}m` : minute === 60 ? '1h' : `1h${minute - 60}m`);
  return times;
};

describe('P1, nobody answers', () => {
  const incident = incidentOf('P1').until(65 * MINUTE);

  test('the whole on-call team, VP, manager and DevOps lead are paged at once', () => {
    const first = incident.sent.filter(({ after, kind }) => after === '0m' && kind === 'page');
    expect(first.map(({ to }) => to[0]).sort()).toEqual(['dora', 'emil', 'olga', 'otto', 'vera']);
  });

  test('each page repeats every 2 minutes; a missing role is paged alone at the deadline and then every 10 minutes', () => {
    const quorum = ['5m', '15m', '25m', '35m', '45m', '55m', '1h5m'];
    const sorted = (times: string[]) => [...times].sort();
    expect(sorted(incident.pagesOf('vera'))).toEqual(sorted([...everyTwoMinutes(0, 64), ...quorum]));
    expect(sorted(incident.pagesOf('otto'))).toEqual(sorted([...everyTwoMinutes(0, 64), ...quorum]));
    // The secondary is on call but holds no role of the quorum.
    expect(incident.pagesOf('olga')).toEqual(everyTwoMinutes(0, 64));
  });

  test('at 5 minutes the CTO is paged early, and not again for the column at 30', () => {
    expect(incident.sent.filter(({ key }) => key.startsWith('page:P1:30m')).map(({ after }) => after)).toEqual(
      expect.arrayContaining(['5m', '7m']),
    );
    expect(incident.sent.filter(({ key }) => key === 'page:P1:30m:cto:1')).toHaveLength(1);
  });

  test('the column after it keeps its own time: the CEO is paged at 60 minutes', () => {
    expect(incident.pagesOf('carl')).toEqual(['1h', '1h2m', '1h4m']);
  });

  test('the lead is nudged a minute before 5, and updates post themselves at 5', () => {
    expect(incident.told('nudge').slice(0, 3)).toEqual(['4m nudge otto', '9m nudge otto', '14m nudge otto']);
    const chat = incident.sent
      .filter(({ kind, to }) => kind === 'update' && to[0] === 'chat')
      .map(({ after }) => after);
    expect(chat.slice(0, 4)).toEqual(['5m', '10m', '15m', '20m']);
    expect(incident.obligation('update:1')?.state).toBe('missed');
  });

  test('the brief is posted at 15 minutes; at 30 the missed decision calls the CTO with the brief', () => {
    expect(incident.sent.filter(({ key }) => key === 'brief:1:chat').map(({ after }) => after)).toEqual(['15m']);
    expect(incident.obligation('decision')?.state).toBe('missed');
    expect(
      incident.sent
        .filter(({ kind, to }) => kind === 'brief' && to[0] === 'cleo')
        .map(({ after, key }) => `${after} ${key}`),
    ).toEqual(['30m page:P1:decision-1:cto:1']);
  });

  test('the response and the four roles are missed on the ledger', () => {
    for (const id of [
      'response',
      'join:vp-engineering',
      'join:engineering-manager',
      'join:on-call-engineer',
      'join:devops-lead',
    ])
      expect(incident.obligation(id)?.state).toBe('missed');
  });

  test('no key is used twice', () => {
    const keys = incident.sent.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('P2, nobody answers', () => {
  const incident = incidentOf('P2').until(2 * HOUR);

  test('manager and on-call every 5 minutes, VP early at 15 and again at 60', () => {
    expect(incident.pagesOf('emil').slice(0, 5)).toEqual(['0m', '5m', '10m', '15m', '20m']);
    expect(incident.pagesOf('vera').slice(0, 3)).toEqual(['15m', '20m', '25m']);
    // One ring for all that is due then: the column, and the decision that nobody made.
    const at60 = incident.sent.filter(
      ({ key, after, to }) => key.startsWith('page:P2') && after === '1h' && to[0] === 'vera',
    );
    expect(at60.map(({ key, also = [] }) => [key, ...also].sort())).toEqual([
      expect.arrayContaining(['page:P2:60m:vp-engineering:1', 'page:P2:decision-1:vp-engineering:1']),
    ]);
  });

  test('nudged at 15, posted at 30', () => {
    expect(incident.told('nudge')).toEqual([
      '15m nudge otto',
      '45m nudge otto',
      '1h15m nudge otto',
      '1h45m nudge otto',
    ]);
    expect(
      incident.sent.filter(({ kind, to }) => kind === 'update' && to[0] === 'chat').map(({ after }) => after),
    ).toEqual(['30m', '1h', '1h30m', '2h']);
  });
});

describe('P3, nobody answers', () => {
  const incident = incidentOf('P3').until(4 * HOUR);

  test('each column gets one notice, by age', () => {
    expect(incident.told('page')).toEqual([]);
    expect(incident.told('notice')).toEqual(['0m notice otto', '30m notice emil', '1h notice vera']);
  });

  test('one announcement to the channel, a ticket and one for the permanent fix', () => {
    expect(incident.told('initial')).toEqual(['0m initial chat']);
    expect(incident.told('create-ticket')).toHaveLength(2);
  });
});
