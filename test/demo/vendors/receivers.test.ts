import { openVendors, outboxAlone } from '../../../demo/receivers';
import { pagerDuty } from '../../../demo/vendors/pagerduty';
import { slack } from '../../../demo/vendors/slack';
import { startVendors } from '../../../demo/vendors/start';
import { twilio } from '../../../demo/vendors/twilio';
import type { Vendor } from '../../../demo/vendors/vendor';
import { enterOrStop } from '../../../demo/wait-for-enter';
import { loadDirectory } from '../../../directory/load';
import { minute, OUTBOX } from '../outcome';
import { INCIDENT_ID, received } from './setup';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'release-manager');

let home: string;

beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'muster-vendors-'))));

afterEach(() => rmSync(home, { recursive: true, force: true }));

const pigeons = (changed: Partial<Vendor> = {}): Vendor => ({
  name: 'Pigeons',
  ports: ['mail'],
  start: () =>
    Promise.resolve({
      settings: { MUSTER_PIGEONS: '2' },
      received: () => [received({ at: Date.parse(minute(0.1)), key: 'initial:mail', port: 'mail' })],
      stop: () => Promise.resolve(),
    }),
  ...changed,
});

it('takes what vendors have and what is in the outbox as one, in order of time', async () => {
  writeFileSync(join(home, 'outbox.jsonl'), OUTBOX.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const receiving = await openVendors(home, EXAMPLE, [slack, pigeons()]);
  try {
    const sent = receiving.sent();
    expect(sent).toHaveLength(OUTBOX.length + 1);
    expect(sent[0]).toMatchObject({ incidentId: INCIDENT_ID, vendor: 'Pigeons', at: minute(0.1) });
    expect(receiving.settings).toMatchObject({
      MUSTER_PIGEONS: '2',
      MUSTER_SLACK_TOKEN: expect.any(String) as unknown,
    });
    expect(receiving.places[0]).toMatch(
      /http:\S+ \(Slack, Pigeons; in the outbox: bridge, ticket, calendar, status-page\)/,
    );
    expect(receiving.press).toBeDefined();
  } finally {
    await receiving.close();
  }
});

it('lets each be tried first by what the play gives them, and everybody be known to all vendors', async () => {
  const receiving = await openVendors(home, EXAMPLE, [slack, pagerDuty, twilio]);
  await receiving.close();
  const ways = loadDirectory(receiving.directory).people.map(({ id, contactPoints }): [string, string[]] => [
    id,
    contactPoints.map(({ channel }) => channel),
  ]);
  for (const [, channels] of ways) expect(channels).toEqual(expect.arrayContaining(['slack', 'pagerduty', 'sms']));
  const first = Object.fromEntries(ways.map(([id, channels]) => [id, channels.slice(0, 2)]));
  expect(first).toMatchObject({
    'ingrid-solberg': ['phone', 'slack'],
    'mei-lin-chen': ['pagerduty', 'sms'],
    'rafael-ortiz': ['sms', 'slack'],
  });
  expect(first['priya-raman']?.[0]).toBe('slack');
});

it('is the outbox alone without vendors', () => {
  const { sent, settings, places } = outboxAlone(home, EXAMPLE);
  expect([sent(), settings, places]).toEqual([[], {}, []]);
});

it('makes everybody of the example known to Slack, and changes nothing else', async () => {
  const receiving = await openVendors(home, EXAMPLE, [slack]);
  await receiving.close();
  const [before, after] = [join(EXAMPLE, 'directory.yaml'), receiving.directory].map(loadDirectory);
  expect(after?.rotations).toEqual(before?.rotations);
  const withoutSlack = (people = before?.people) =>
    people?.map(({ contactPoints, ...person }) => ({
      ...person,
      contactPoints: contactPoints.filter(({ channel }) => channel !== 'slack'),
    }));
  expect(withoutSlack(after?.people)).toEqual(withoutSlack());
  for (const { contactPoints } of after?.people ?? [])
    expect(contactPoints.filter(({ channel }) => channel === 'slack')).toEqual([
      { channel: 'slack', address: expect.stringMatching(/^U0[A-Z]+$/) as unknown },
    ]);
  expect(readFileSync(receiving.directory, 'utf8')).toContain('npm run demo -- --vendors');
});

it('stops those that run when one can’t be started', async () => {
  let stopped = 0;
  const good = pigeons({
    start: () =>
      Promise.resolve({
        settings: {},
        received: () => [],
        stop: () => {
          stopped += 1;
          return Promise.resolve();
        },
      }),
  });
  const bad = pigeons({ start: () => Promise.reject(new Error('no pigeons today')) });
  await expect(startVendors([good, good, bad], [])).rejects.toThrow('no pigeons today');
  expect(stopped).toBe(2);
});

describe('what was received can be looked at until', () => {
  it.each([
    ['Enter is pressed', (keyboard: PassThrough) => void keyboard.write('\n')],
    ['the terminal is gone', (keyboard: PassThrough) => void keyboard.end()],
    ['somebody stops it', (_keyboard: PassThrough, stop: AbortController) => stop.abort()],
  ])('%s', async (_what, end) => {
    const [keyboard, stop] = [new PassThrough(), new AbortController()];
    const over = enterOrStop(keyboard, stop.signal);
    expect(
      await Promise.race([over.then(() => 'over'), new Promise((resolve) => setImmediate(resolve, 'still'))]),
    ).toBe('still');
    end(keyboard, stop);
    await over;
    expect(keyboard.listenerCount('data')).toBe(0);
    expect(keyboard.isPaused()).toBe(true);
    await enterOrStop(keyboard, AbortSignal.abort());
  });
});
