import { stripVTControlCharacters } from 'node:util';
import { closing } from '../../demo/verdict';
import { policyAge } from '../../demo/clock';
import { plainScreen } from '../../demo/lines';
import { livePage } from '../../demo/page';
import { typed } from '../../demo/person';
import type { ScreenContent } from '../../demo/screen';
import type { Sight } from '../../demo/sight';
import { GOOD, INCIDENT, minute, OUTBOX, POST_MORTEM, START } from './outcome';

const SIGHT: Sight = {
  now: START + 17_000,
  servingMs: 30_000,
  service: { version: 'v2024.01.15', healthy: false, reason: 'no database connection' },
  sent: OUTBOX,
  isPostMortemComplete: false,
  incident: {
    ...INCIDENT,
    status: 'mitigating',
    obligations: [
      { id: 'decision', what: 'Decide: roll back or fix forward', owner: 'lead', state: 'open', dueAt: minute(30) },
    ],
    upcoming: [
      { at: minute(20), what: 'page Ingrid Solberg' },
      { at: minute(20), what: 'page Mei-Lin Chen' },
    ],
  },
};

const TOLD: ScreenContent = {
  since: START - 13_000,
  sight: SIGHT,
  narration: 'An approver decides.',
  waitingFor: 'the rollback',
  command: { text: 'muster decide', answer: 'Decided.' },
};

const page = (told: ScreenContent, height = 40): string[] =>
  livePage(told, { now: SIGHT.now, width: 100, height, colour: true }).map(stripVTControlCharacters);

describe('the live page', () => {
  it('says how old it is, how things stand, who says what, who was paged when and what is next', () => {
    const text = page(TOLD).join('\n');
    expect(text).toMatch(/minute 17:00 +30 s/);
    expect(text).toContain('P1 MITIGATING');
    expect(text).toContain('v2024.01.15 DOWN: no database connection');
    expect(text).toContain('> An approver decides.');
    expect(text).toContain('  $ muster decide');
    expect(text).toMatch(/Tomasz Nowak +on-call-engineer +0:12 +2:12 +4:12 +joined at 6:00/);
    expect(text).toContain('in    3:00  Muster will: page Ingrid Solberg, page Mei-Lin Chen');
    expect(text).toContain('in   13:00  owed: Decide: roll back or fix forward (lead)');
  });

  it('fits, whatever the size', () => {
    for (const height of [20, 24, 60]) {
      const lines = page(TOLD, height);
      expect(lines.length).toBeLessThan(height);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    }
  });

  it('has something to show before the alert, while Temporal is away, and in the post-mortem', () => {
    const { sight: _none, command: _nothing, ...early } = TOLD;
    expect(page(early).join('\n')).toContain('waiting for the rollback');
    expect(page({ ...TOLD, sight: { ...SIGHT, trouble: 'Temporal does not answer.' } }).join('\n')).toContain(
      'Temporal does not answer.',
    );
    const { heldAt: _held, ...toBeHeld } = POST_MORTEM;
    expect(page({ ...TOLD, sight: { ...SIGHT, postMortem: toBeHeld } }).join('\n')).toContain(
      'meeting: the post-mortem',
    );
  });
});

describe('the play in lines', () => {
  it('says each thing once, with its age in policy minutes', () => {
    const written: string[] = [];
    const screen = plainScreen({ write: (text) => written.push(text) });
    screen.show(SIGHT);
    const first = written.join('');
    screen.show(SIGHT);
    expect(written.join('')).toBe(first);
    expect(first).toContain('  6:00  acknowledged   Tomasz Nowak acknowledged [tomasz-nowak]');
    expect(first.match(/DRY RUN|Dry run/g)).toHaveLength(1);
    screen.show({ ...SIGHT, postMortem: POST_MORTEM });
    expect(written.join('').slice(first.length)).toBe(' 57:00  held           The post-mortem was held\n');
  });
});

describe('the closing', () => {
  const sheet = { now: START, width: 120, colour: false };

  it('lists every obligation with its state, the figures, the files and the verdict', () => {
    const text = closing(GOOD, [], 74_000, sheet).join('\n');
    for (const { id } of [...INCIDENT.obligations, ...POST_MORTEM.obligations])
      expect(text).toContain(`what ${id} asks`);
    expect(text).toMatch(/late +due 5:00 +done 6:00 +what response asks for/);
    expect(text).toContain('accepted after 35 ms, first page 240 ms after it was posted');
    expect(text).toContain('2.0 s until both were running again, 2.4 s until the incident answered');
    expect(text).toContain('sent twice: 0');
    expect(text).toContain('74 s');
    for (const file of Object.values(GOOD.files)) expect(text).toContain(file);
    expect(text).toMatch(/All \d+ expectations are met\.$/);
  });

  it('names what did not come out', () => {
    const text = closing(GOOD, ['NOT as expected: this'], 1, sheet).join('\n');
    expect(text).toMatch(/NOT as expected: this\n1 of \d+ expectations are not met\.$/);
  });
});

test('ages count in minutes and seconds of the policy', () => {
  expect(policyAge(START, START + 12_500)).toBe('12:30');
  expect(policyAge(START, START + 75_000)).toBe('75:00');
  expect(policyAge(START, START - 1)).toBe('0:00');
});

test('a command is shown as one would type it', () => {
  expect(typed(['note', 'x4tm', 'it says "no"'])).toBe('muster note x4tm "it says \\"no\\""');
});
