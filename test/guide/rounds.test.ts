import type { Effect } from '../../domain/state/effects';
import { compact } from '../../domain/state/carry-over';
import type { PersonId } from '../../domain/state/vocabulary';
import { HOUR, MINUTE, SECOND, START } from '../support/times';
import { alertOf, groupOf, guide, guideWith, incidentOf } from '../support/virtual-clock';

type Options = NonNullable<Parameters<typeof incidentOf>[1]>;

/** An incident that remembers in which round each page to a person went out, and what was said elsewhere. */
function rung(severity: 'P1' | 'P2' | 'P3', to: PersonId, more: Options = {}) {
  const pages: string[] = [];
  const told: string[] = [];
  const incident = incidentOf(severity, {
    ...more,
    answer: (effect, now) => {
      if (effect.do === 'follow') told.push(said(effect));
      return more.answer?.(effect, now);
    },
    onEvent: (_before, event, after) => {
      if (event.type !== 'effect-started' || event.effect.do !== 'page' || event.effect.to !== to) return;
      pages.push(`${event.effect.kind} ${after.effects[event.effect.key]?.round ?? 1}`);
    },
  });
  return { incident, pages, told };
}

const said = ({ key, state, rounds }: Extract<Effect, { do: 'follow' }>): string =>
  `${key} ${state}${rounds === undefined ? '' : ` ${JSON.stringify(rounds)}`}`;

/** A policy that sends what has been overtaken all the same. */
const sendsLate = guideWith(({ delivery }) => {
  delivery.overtaken.dropped = false;
});

/** The first page of this person, as the plan asks for it. */
const pageTo = (to: PersonId): Effect => ({
  do: 'page',
  key: `page:P1:0m:all-on-call.${to}:1`,
  series: `page:P1:0m:${to}`,
  n: 1,
  to,
  reason: 'contact',
  kind: 'page',
  role: 'all-on-call',
});

const acknowledge = { do: 'acknowledge' } as const;
const resolve = { do: 'resolve', resolution: 'fixed', override: 'a test' } as const;

test('repeats are one round until the person answers; a page after that is another, which is followed too', () => {
  const { incident, pages, told } = rung('P1', 'otto');
  incident.until(3 * MINUTE);
  expect(pages).toEqual(['page 1', 'page 1']);
  incident.does('otto', acknowledge).until(18 * MINUTE);
  // Fifteen minutes of silence, and two more.
  expect(pages.slice(2)).toEqual(['page 2']);
  incident.does('otto', acknowledge).until(34 * MINUTE);
  expect(pages.slice(2)).toEqual(['page 2', 'page 3']);
  incident.does('otto', resolve);
  expect(told).toEqual([
    'follow:acknowledged:otto acknowledged',
    'follow:acknowledged:otto:2 acknowledged {"otto":2}',
    'follow:ended resolved {"otto":3}',
  ]);
});

test("after acknowledging, a person answers with anything they do; before that, they don't", () => {
  const { incident, pages, told } = rung('P1', 'otto');
  incident.until(MINUTE).does('otto', { do: 'note', text: 'on my way' });
  expect(told).toEqual([]);
  incident.does('otto', acknowledge).until(17 * MINUTE);
  incident.does('otto', { do: 'update', text: 'looking' });
  expect(pages.at(-1)).toBe('page 2');
  expect(told.at(-1)).toBe('follow:acknowledged:otto:2 acknowledged {"otto":2}');
});

test('somebody who answered before anything was sent to them is alerted by their first page, and followed', () => {
  const { incident, pages, told } = rung('P2', 'cleo');
  incident
    .until(MINUTE)
    .does('cleo', acknowledge)
    .until(2 * MINUTE);
  expect([pages, told]).toEqual([[], []]);
  incident.does('otto', { do: 'escalate', role: 'cto', reason: 'a customer calls' }).does('cleo', acknowledge);
  expect(pages).toEqual(['page 1']);
  expect(told).toContain('follow:acknowledged:cleo acknowledged');
});

test('the person who acts is not alerted by the notice about it, the others are', () => {
  const raise = { do: 'severity', severity: 'P1', reason: 'worse' } as const;
  for (const [by, round] of [
    ['otto', 1],
    ['emil', 2],
  ] as const) {
    const { incident, pages } = rung('P2', 'otto');
    incident
      .until(MINUTE)
      .does('otto', acknowledge)
      .does('emil', acknowledge)
      .until(2 * MINUTE);
    incident.does(by, raise);
    expect(pages.find((line) => line.startsWith('notice'))).toBe(`notice ${round}`);
  }
});

test('a page alerts its person even if only a notice came before it', () => {
  const { incident, pages, told } = rung('P3', 'otto');
  incident.until(MINUTE);
  expect(pages).toEqual(['notice 1']);
  incident.does('emil', { do: 'severity', severity: 'P1', reason: 'everybody is down' });
  expect(pages.slice(1).filter((line) => line.startsWith('page'))).toEqual(['page 2']);
  incident.does('otto', acknowledge);
  expect(told).toEqual(['follow:acknowledged:otto:2 acknowledged {"otto":2}']);
});

test('a withdrawn round stays ended: a page after it is a new round, which late news about the old one does not end', () => {
  let isDown = false;
  const away = Object.assign(new Error('503'), { name: 'Unclear' });
  const { incident, pages, told } = rung('P1', 'cleo', {
    answer: (effect) => (effect.do === 'follow' && isDown ? away : undefined),
  });
  incident.until(6 * MINUTE);
  isDown = true;
  incident.does('otto', { do: 'severity', severity: 'P3', reason: 'one customer' });
  expect(pages.at(-1)).toBe('withdrawal 1');
  incident.does('otto', { do: 'severity', severity: 'P1', reason: 'after all' });
  isDown = false;
  incident.until(40 * MINUTE);
  const after = pages.slice(pages.indexOf('withdrawal 1') + 1);
  expect(new Set(after)).toEqual(new Set(['brief 2', 'page 2']));
  expect(told.filter((line) => line.startsWith('follow:withdraw:severity-1:cleo'))).toEqual([
    'follow:withdraw:severity-1:cleo resolved',
    'follow:withdraw:severity-1:cleo resolved',
  ]);
});

describe('a withdrawal that waits for its vendor', () => {
  const lower = { do: 'severity', severity: 'P2', reason: 'one customer' } as const;
  const raise = { do: 'severity', severity: 'P1', reason: 'after all' } as const;
  const toCleo = (effect: Effect): boolean => effect.do === 'page' && effect.to === 'cleo';
  const awayFrom = (from: number, until: number) => (effect: Effect, now: number) =>
    toCleo(effect) && now >= START + from && now < START + until ? new Error('503') : undefined;

  test('is superseded once the person is due something newer, even in a new history', () => {
    const { incident, told } = rung('P1', 'cleo', { answer: awayFrom(36 * MINUTE, 50 * MINUTE + 3 * SECOND) });
    incident
      .until(35 * MINUTE)
      .does('otto', acknowledge)
      .until(40 * MINUTE)
      .does('otto', lower);
    expect(incident.until(45 * MINUTE).attempts('withdraw:severity-1:cleo').length).toBeGreaterThan(5);
    incident
      .does('otto', raise)
      .until(52 * MINUTE)
      .continues()
      .until(HOUR);
    expect(incident.keys('withdraw:severity-1:cleo')).toEqual([]);
    expect(incident.keys('page:again:2:cleo')).toHaveLength(1);
    expect(incident.attempts('withdraw:severity-1:cleo').at(-1)).toBe('45m');
    // What it would have ended at PagerDuty is ended, and nothing that has begun since.
    expect(told.filter((line) => line.startsWith('follow:withdraw'))).toContain(
      'follow:withdraw:severity-1:cleo resolved',
    );
  });

  test('is sent late if the person is due nothing newer', () => {
    const { incident } = rung('P1', 'cleo', { answer: awayFrom(36 * MINUTE, 50 * MINUTE) });
    incident
      .until(40 * MINUTE)
      .does('otto', lower)
      .until(HOUR);
    expect(incident.keys('withdraw:severity-1:cleo')).toEqual(['50m withdraw:severity-1:cleo']);
  });

  test('starts no round when it is retried, and neither does anything that waits next to it', () => {
    for (const policy of [guide, sendsLate]) {
      const { incident, pages } = rung('P1', 'cleo', { policy, answer: awayFrom(36 * MINUTE, 2 * HOUR) });
      incident
        .until(40 * MINUTE)
        .does('otto', lower)
        .does('otto', { do: 'escalate', role: 'cto', reason: 'asks' });
      incident.until(HOUR);
      expect(incident.incident.people['cleo']?.rounds?.begun).toBe(2);
      expect(new Set(pages.filter((line) => line.startsWith('withdrawal')))).toEqual(new Set(['withdrawal 1']));
    }
  });

  test('that was sent in a later round stays in that round', () => {
    const { incident, pages } = rung('P1', 'otto', {
      answer: ({ key }) => (key.startsWith('withdraw:') ? new Error('503') : undefined),
    });
    incident
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(16 * MINUTE)
      .does('otto', { do: 'cancel', reason: 'a test' });
    incident.until(18 * MINUTE);
    expect(pages.slice(-3)).toEqual(['withdrawal 2', 'withdrawal 2', 'withdrawal 2']);
  });

  test('a policy that drops nothing sends it late', () => {
    const { incident } = rung('P1', 'cleo', { policy: sendsLate, answer: awayFrom(36 * MINUTE, 50 * MINUTE) });
    incident
      .until(40 * MINUTE)
      .does('otto', lower)
      .until(45 * MINUTE)
      .does('otto', raise)
      .until(HOUR);
    expect(incident.keys('withdraw:severity-1:cleo')).toHaveLength(1);
  });
});

test('a withdrawal ends all rounds', () => {
  const { incident, pages, told } = rung('P1', 'otto');
  incident
    .until(MINUTE)
    .does('otto', acknowledge)
    .until(16 * MINUTE)
    .does('otto', { do: 'cancel', reason: 'a test' });
  expect(pages.at(-1)).toBe('withdrawal 2');
  expect(told.at(-1)).toBe('follow:ended resolved {"otto":2}');
});

test('a new history continues with the same rounds', () => {
  const { incident } = rung('P1', 'otto');
  incident
    .until(MINUTE)
    .does('otto', acknowledge)
    .until(16 * MINUTE);
  expect(compact(guide, incident.incident).people['otto']?.rounds).toEqual({
    begun: 2,
    answered: { upTo: 1, at: incident.incident.startedAt + MINUTE },
  });
});

test("a policy that doesn't ask for it has one round", () => {
  const policy = guideWith(({ delivery }) => {
    delivery.following.ringsAgain = false;
  });
  const { incident, pages, told } = rung('P1', 'otto', { policy });
  incident
    .until(MINUTE)
    .does('otto', acknowledge)
    .until(16 * MINUTE)
    .does('otto', acknowledge);
  incident.does('otto', resolve);
  expect(pages).toEqual(['page 1', 'page 1']);
  expect(told).toEqual(['follow:acknowledged:otto acknowledged', 'follow:ended resolved']);
  expect(JSON.stringify(incident.incident)).not.toContain('rounds');
});

describe('a page that failed for now may still reach its person', () => {
  const isFirst = ({ key }: Effect): boolean => /^page:P1:0m:all-on-call\.otto/.test(key);
  const slow = (effect: Effect, now: number) =>
    isFirst(effect) && now < START + 2 * MINUTE ? new Error('PagerDuty does not answer in time') : undefined;

  test('its person has acknowledged: it is not retried, and no page is left unacknowledged at the vendor', () => {
    const { incident, pages, told } = rung('P1', 'otto', { answer: slow });
    incident.until(10 * SECOND).does('otto', acknowledge);
    expect([pages, told]).toEqual([['page 1'], ['follow:acknowledged:otto acknowledged']]);
    incident.until(5 * MINUTE);
    expect([pages, incident.incident.people['otto']?.rounds?.begun]).toEqual([['page 1'], 1]);
    expect(told).toEqual(['follow:acknowledged:otto acknowledged']);
  });

  test('a page under way when a new history began is not sent to somebody who has answered meanwhile', () => {
    const { incident, pages } = rung('P1', 'otto', { answer: slow });
    incident.until(10 * SECOND);
    incident.starts(pageTo('otto')).does('otto', acknowledge);
    const begun = pages.length;
    incident.continues();
    incident.until(5 * MINUTE);
    expect(pages).toHaveLength(begun);
  });

  test("an acknowledgement by somebody else doesn't stop a page to its person", () => {
    const { incident, pages } = rung('P1', 'otto', { answer: slow });
    incident
      .until(10 * SECOND)
      .does('emil', acknowledge)
      .until(3 * MINUTE);
    expect(pages.length).toBeGreaterThan(1);
    expect(incident.pagesOf('otto')).toEqual(['2m']);
  });

  test('a page to a person by name is answered like any page, with anything they do', () => {
    const { incident, pages } = rung('P1', 'otto', {
      answer: ({ key }) => (key.startsWith('page:relapse:') ? new Error('503') : undefined),
    });
    incident.does('otto', acknowledge).until(10 * MINUTE);
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(20 * MINUTE);
    const labels = { severity: 'P1', service: 'release-manager' };
    incident.alerts(groupOf({ ...alertOf(labels), fingerprint: 'another', startsAt: incident.now }));
    expect(pages.at(-1)).toBe('page 2');
    incident.until(20 * MINUTE + 10 * SECOND).does('otto', { do: 'update', text: 'seen' });
    const begun = pages.length;
    incident.until(25 * MINUTE);
    expect(pages).toHaveLength(begun);
  });

  test('a policy that drops nothing retries it', () => {
    const { incident, pages } = rung('P1', 'otto', { answer: slow, policy: sendsLate });
    incident
      .until(10 * SECOND)
      .does('otto', acknowledge)
      .until(5 * MINUTE);
    expect(pages.length).toBeGreaterThan(1);
  });
});
