import type { Effect } from '../../domain/state/effects';
import { view } from '../../domain/view';
import { MINUTE } from '../support/times';
import { guide, guideWith, incidentOf } from '../support/virtual-clock';

type Follow = Extract<Effect, { do: 'follow' }>;

/** An incident that remembers what was said elsewhere about whom. */
function followed(severity: 'P1' | 'P2' | 'P3', answer: (effect: Follow) => Error | undefined = () => undefined) {
  const told: string[] = [];
  const incident = incidentOf(severity, {
    answer: (effect) => {
      if (effect.do !== 'follow') return undefined;
      told.push(`${effect.key} ${effect.state} ${[...effect.people].sort().join('+')}`);
      return answer(effect);
    },
  });
  return { incident, told };
}

const unavailable = (): Error => Object.assign(new Error('503'), { name: 'Unclear' });

const resolve = { do: 'resolve', resolution: 'fixed', override: 'a test' } as const;

test('a person who acknowledges here is acknowledged at the vendor too, once, and nobody else is', () => {
  const { incident, told } = followed('P1');
  incident
    .until(MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(2 * MINUTE);
  incident.does('otto', { do: 'acknowledge' }).until(3 * MINUTE);
  expect(told).toEqual(['follow:acknowledged:otto acknowledged otto']);
});

test('a person who was sent nothing has nothing to acknowledge there', () => {
  const { incident, told } = followed('P3');
  expect(incident.until(MINUTE).incident.contacts.flatMap(({ people }) => people.map(({ id }) => id))).not.toContain(
    'cleo',
  );
  incident.does('cleo', { do: 'note', text: 'seen' }).until(2 * MINUTE);
  expect(told).toEqual([]);
});

test('the end of the incident resolves it for everybody who was contacted', () => {
  const { incident, told } = followed('P1');
  incident
    .until(31 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .does('otto', resolve);
  incident.until(40 * MINUTE);
  expect(told).toHaveLength(2);
  expect(told[1]).toMatch(/^follow:ended resolved .*cleo.*dora.*emil.*otto.*vera/);
});

test('so does a false alarm, and a merge only once the other incident has its alerts', () => {
  const cancelled = followed('P1');
  cancelled.incident.until(MINUTE).does('otto', { do: 'cancel', reason: 'a test' });
  expect(cancelled.told.map((line) => line.split(' ')[0])).toEqual(['follow:ended']);

  const merged = followed('P1');
  const into = { id: 'other-1', address: 'other', title: 'the other one' };
  merged.incident.until(MINUTE).does('otto', { do: 'merge', into, reason: 'the same' });
  expect(merged.told).toEqual([]);
  merged.incident.handedOver();
  expect(merged.told.map((line) => line.split(' ')[0])).toEqual(['follow:ended']);
});

test('a page withdrawn because of another severity is resolved there, while it continues for the others', () => {
  const { incident, told } = followed('P1');
  incident.until(6 * MINUTE).does('otto', { do: 'severity', severity: 'P3', reason: 'one customer' });
  const withdrawn = incident.told('withdrawal').map((line) => line.split(' ').at(-1));
  expect(withdrawn.length).toBeGreaterThan(0);
  const words = told.map((line) => line.split(' ').slice(1).join(' '));
  expect(words).toEqual(['acknowledged otto', ...withdrawn.map((id) => `resolved ${id}`)]);
});

test('a failing request is shown as failing as long as it is wanted; the end wants something else', () => {
  const { incident } = followed('P1', ({ state }) => (state === 'acknowledged' ? unavailable() : undefined));
  const failing = (): string[] => view(guide, incident.incident, incident.now).failing.map(({ key }) => key);
  incident
    .until(MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(2 * MINUTE);
  expect(failing()).toEqual(['follow:acknowledged:otto']);
  incident.does('otto', resolve).until(3 * MINUTE);
  expect(failing()).toEqual([]);
});

test('a failing request is retried, even after the end; a refusal is recorded and not retried', () => {
  let isDown = true;
  const away = followed('P1', () => (isDown ? unavailable() : undefined));
  away.incident
    .until(MINUTE)
    .does('otto', resolve)
    .until(3 * MINUTE);
  expect(away.told.length).toBeGreaterThan(2);
  isDown = false;
  away.incident.until(4 * MINUTE);
  const tried = away.told.length;
  away.incident.until(10 * MINUTE);
  expect(away.told).toHaveLength(tried);

  const refused = followed('P1', () => new Error('no such key'));
  refused.incident
    .until(MINUTE)
    .does('otto', resolve)
    .until(10 * MINUTE);
  expect(refused.told).toHaveLength(1);
  expect(refused.incident.incident.timeline.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('Closing the pages where they were sent failed: no such key.'),
  );
});

test('waits for a page that is under way, which would otherwise reopen what was closed', () => {
  const { incident, told } = followed('P1');
  incident.until(MINUTE);
  const key = Object.keys(incident.incident.effects).find((name) => name.startsWith('page:')) ?? '';
  const page = { do: 'page', key, to: 'otto', reason: 'contact', kind: 'page' } as const;
  incident.starts(page).does('otto', { do: 'acknowledge' });
  expect(told).toEqual([]);
  incident.ends(page);
  expect(told).toEqual(['follow:acknowledged:otto acknowledged otto']);
});

test("a policy that doesn't ask for it does none of it", () => {
  const policy = guideWith(({ delivery }) => {
    delivery.following = { acknowledged: false, ended: false, ringsAgain: false, assumption: 'none' };
  });
  const incident = incidentOf('P1', { policy });
  incident
    .until(MINUTE)
    .does('otto', { do: 'acknowledge' })
    .does('otto', resolve)
    .until(5 * MINUTE);
  expect(incident.tried.filter((line) => line.includes('follow:'))).toEqual([]);
});
