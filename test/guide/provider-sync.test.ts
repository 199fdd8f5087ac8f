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

test('who acknowledges is acknowledged elsewhere too, once and nobody else', () => {
  const { incident, told } = followed('P1');
  incident
    .until(MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(2 * MINUTE);
  incident.does('otto', { do: 'acknowledge' }).until(3 * MINUTE);
  expect(told).toEqual(['follow:acknowledged:otto acknowledged otto']);
});

test('somebody whom nothing was sent to has nothing there', () => {
  const { incident, told } = followed('P3');
  expect(incident.until(MINUTE).incident.contacts.flatMap(({ people }) => people.map(({ id }) => id))).not.toContain(
    'cleo',
  );
  incident.does('cleo', { do: 'note', text: 'seen' }).until(2 * MINUTE);
  expect(told).toEqual([]);
});

test('the end is the end for everybody who was called', () => {
  const { incident, told } = followed('P1');
  incident
    .until(31 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .does('otto', resolve);
  incident.until(40 * MINUTE);
  expect(told).toHaveLength(2);
  expect(told[1]).toMatch(/^follow:ended resolved .*cleo.*dora.*emil.*otto.*vera/);
});

test('a false alarm too, and what stands down only once the other one has its alerts', () => {
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

test('whose page is withdrawn because of another severity is done with, while it goes on for the others', () => {
  const { incident, told } = followed('P1');
  incident.until(6 * MINUTE).does('otto', { do: 'severity', severity: 'P3', reason: 'one customer' });
  const withdrawn = incident.told('withdrawal').map((line) => line.split(' ').at(-1));
  expect(withdrawn.length).toBeGreaterThan(0);
  expect(told.map((line) => line.split(' ').slice(1).join(' '))).toEqual(withdrawn.map((id) => `resolved ${id}`));
});

test('what can not be had is seen as failing for as long as it is asked for: the end asks for something else', () => {
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

test('while it can not be had it is tried again, also after the end; a refusal is told and left', () => {
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

test('waits for a page that is under way: it would open anew what was closed', () => {
  const { incident, told } = followed('P1');
  incident.until(MINUTE);
  const key = Object.keys(incident.incident.effects).find((name) => name.startsWith('page:')) ?? '';
  const page = { do: 'page', key, to: 'otto', reason: 'contact', kind: 'page' } as const;
  incident.starts(page).does('otto', { do: 'acknowledge' });
  expect(told).toEqual([]);
  incident.ends(page);
  expect(told).toEqual(['follow:acknowledged:otto acknowledged otto']);
});

test('a policy that does not want it asks for none of it', () => {
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
