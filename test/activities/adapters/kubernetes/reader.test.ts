import fc from 'fast-check';
import {
  byLastWord,
  logLines,
  matchingLines,
  mostFrequent,
  timeline,
} from '../../../../activities/adapters/kubernetes/log-search';
import { Deployment, Template } from '../../../../activities/adapters/kubernetes/objects';
import { bytes, quantity } from '../../../../activities/adapters/kubernetes/quantities';
import { rolloutState } from '../../../../activities/adapters/kubernetes/rollout';
import { selectorOf } from '../../../../activities/adapters/kubernetes/target';
import { templateChanges } from '../../../../activities/adapters/kubernetes/template-changes';
import { ageText, finding } from '../../../../activities/adapters/shared/finding';

describe('a finding', () => {
  test('stays within its bytes, whatever it is made of, and says how much it leaves out', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 60 }),
        (summary, details) => {
          const lines = finding(summary, details).split('\n');
          expect(lines.length).toBeLessThanOrEqual(details.length + 1);
          expect(Buffer.byteLength(lines.join('\n'))).toBeLessThanOrEqual(1_100);
          const shown = lines.length - 1;
          const left = /^ {2}… and (\d+) more$/.exec(lines.at(-1) ?? '');
          if (shown < details.length) expect(Number(left?.[1])).toBe(details.length - shown + 1);
        },
      ),
    );
  });

  test('shows no secret, also where its line is cut in the middle of one', () => {
    const text = finding('token=abcdefgh', [`${'x'.repeat(150)} password=hunter2hunter2`, 'Bearer abcdefghijkl']);
    expect(text).not.toMatch(/abcdefgh|hunter/);
  });

  test.each([
    [0, '0 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
  ])('%d ms are %s', (ms, words) => expect(ageText(ms)).toBe(words));
});

describe('quantities', () => {
  test.each([
    ['250m', 0.25],
    ['2', 2],
    [1, 1],
    ['1500000n', 0.0015],
    ['512Mi', 512 * 2 ** 20],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128M', 128e6],
    ['1e3', 1000],
    ['12E', 12e18],
    ['', undefined],
    ['many', undefined],
    ['5 Mi', undefined],
    [undefined, undefined],
  ])('%j is %d', (text, value) => expect(quantity(text)).toBe(value));

  test.each([
    [2 ** 20 * 512, '512 Mi'],
    [2 ** 30 * 1.5, '1.5 Gi'],
    [2048, '2 Ki'],
  ])('%d bytes are written %s', (value, words) => expect(bytes(value)).toBe(words));
});

describe('searching logs', () => {
  const at = '2026-01-14T12:00:00.123456789Z';
  const lines = logLines(
    'rm-1',
    `nd of a line\n${at} ERROR a /x\n${at} WARN b /y\n${at} ERROR c 17 /x\n${at} ERROR c 18 /x\n${at}\n`,
  );

  test('drops what is no whole line, keeps an empty one', () => {
    expect(lines.map(({ text }) => text)).toEqual(['ERROR a /x', 'WARN b /y', 'ERROR c 17 /x', 'ERROR c 18 /x', '']);
  });

  test('looks for literal texts, of which one is enough', () => {
    expect(matchingLines(lines, ['WARN', 'a /x'])).toHaveLength(2);
    expect(matchingLines(lines, ['.*'])).toHaveLength(0);
    expect(matchingLines(lines, [])).toHaveLength(5);
  });

  test('counts by the last word as awk, sort and uniq do', () => {
    expect(byLastWord(lines.slice(0, 4))).toEqual([
      ['/x', 3],
      ['/y', 1],
    ]);
  });

  test('takes messages that differ in a number for one', () => {
    expect(mostFrequent(lines)[0]).toMatchObject({ count: 2, newest: { text: 'ERROR c 18 /x' } });
  });

  test('a timeline counts every line once, also those outside of its stretch', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 5_000_000 }), { minLength: 1 }), (instants) => {
        const [, per = ''] = timeline(
          instants.map((one) => ({ at: one, pod: 'p', text: '' })),
          0,
          3_600_000,
        );
        const counts = per.replace(/^.*: /, '').split(' ').map(Number);
        expect(counts).toHaveLength(12);
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(instants.length);
      }),
    );
  });
});

describe('what changed between two revisions', () => {
  const template = (container: object, spec: object = {}): Template =>
    Template.parse({ spec: { containers: [{ name: 'app', image: 'rm:v1', ...container }], ...spec } });

  test('image, environment and resources with their values, the rest by name', () => {
    const before = template({
      env: [
        { name: 'LEVEL', value: 'info' },
        { name: 'OLD', value: '1' },
      ],
      resources: { limits: { memory: '512Mi' } },
    });
    const after = template(
      {
        image: 'rm:v2',
        env: [
          { name: 'LEVEL', value: 'debug' },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 'db', key: 'pw' } } },
        ],
        resources: { limits: { memory: '256Mi' } },
        livenessProbe: { periodSeconds: 1 },
      },
      { serviceAccountName: 'other' },
    );
    expect(templateChanges(before, after)).toEqual([
      'app: image rm:v1 -> rm:v2',
      'app: env KEY added: from secretKey db/pw',
      'app: env LEVEL "info" -> "debug"',
      'app: env OLD removed (was "1")',
      'app: limits.memory 512Mi -> 256Mi',
      'app: livenessProbe changed',
      'pod serviceAccountName changed',
    ]);
  });

  test('nothing where nothing changed', () => {
    expect(templateChanges(template({}), template({}))).toEqual([]);
  });

  test('never the value of a secret, but that it changed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{8,40}$/), fc.stringMatching(/^[A-Za-z0-9]{8,40}$/), (old, now) => {
        fc.pre(old !== now);
        const [before, after] = [old, now].map((value) => template({ env: [{ name: 'DB_PASSWORD', value }] }));
        if (before === undefined || after === undefined) throw new Error('two templates');
        expect(templateChanges(before, after)).toEqual(['app: env DB_PASSWORD changed (not shown)']);
      }),
    );
  });
});

describe('a rollout', () => {
  const deployment = (status: object, more: object = {}): Deployment =>
    Deployment.parse({
      metadata: {
        name: 'rm',
        uid: 'u',
        resourceVersion: '1',
        creationTimestamp: '2026-01-01T00:00:00Z',
        generation: 2,
        ...more,
      },
      spec: { replicas: 3, selector: {}, template: { spec: { containers: [{ name: 'app' }] } } },
      status,
    });
  const all = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  const verdict = (lastUpdateTime: string) => ({
    conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', lastUpdateTime }],
  });
  const byMuster = { managedFields: [{ manager: 'muster', time: '2026-01-14T12:00:00Z' }] };

  test.each([
    ['done when all replicas are the new ones and available', all, 'done'],
    ['not done while the newest change was not seen', { ...all, observedGeneration: 1 }, 'under way'],
    ['not done while an old replica is left', { ...all, replicas: 4 }, 'under way'],
    ['not done while one is not available', { ...all, availableReplicas: 2 }, 'under way'],
    ['failed past its deadline', { ...all, availableReplicas: 2, ...verdict('2026-01-14T12:10:00Z') }, 'failed'],
    [
      'not failed by the verdict on the rollout before',
      { ...all, availableReplicas: 2, ...verdict('2026-01-14T11:50:00Z') },
      'under way',
    ],
  ])('is %s', (_what, status, state) => {
    expect(rolloutState(deployment(status, byMuster)).state).toBe(state);
  });
});

test('a selector is written as the API takes it', () => {
  const selector = {
    matchLabels: { app: 'rm', tier: 'web' },
    matchExpressions: [
      { key: 'track', operator: 'In', values: ['stable', 'canary'] },
      { key: 'zone', operator: 'NotIn', values: ['x'] },
      { key: 'team', operator: 'Exists' },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  };
  const deployment = Deployment.parse({
    metadata: { name: 'rm', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { selector, template: { spec: { containers: [{ name: 'app' }] } } },
  });
  expect(selectorOf(deployment)).toBe('app=rm,tier=web,track in (stable,canary),zone notin (x),team,!old');
});
