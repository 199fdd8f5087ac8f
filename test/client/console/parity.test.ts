/** Whether everything that the API does to an incident is at most two keystrokes or taps away in the room, and the docs say where. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../../client/actions/action';
import { ACTIONS } from '../../../client/actions/incident-actions';
import { shapesFor } from '../../../client/console/parts/action-form';
import type { PostMortemView } from '../../../domain/post-mortem/view';
import { aView } from '../../support/client';
import { aRoom, Browser } from './browser';

const ID = 'release-manager-7f3k2a9q-x4tm';
const AT = '2026-11-23T08:00:00.000Z';
const SHOWN_AS = { impact: 'minor' };

const view = aView({
  decision: { number: 1, dueAt: '2026-11-23T08:50:00.000Z', missed: false, extendable: true },
  mayPublish: {
    ...{ isPublic: true, title: 'Slow', text: 'We look.', impact: 'Slow.', status: 'investigating', shownAs: SHOWN_AS },
  },
  statusPage: { state: 'open', status: 'investigating', title: 'Slow', text: 'We look.', openedAt: AT, by: 'grace' },
});

const postMortem: PostMortemView = {
  ...{ id: `${ID}-post-mortem`, incidentId: ID, title: 'Slow', severity: 'P1', resolvedAt: AT },
  ...{ signatures: [], missingSignatures: ['cto'], obligations: [], timeline: [] },
  meeting: { startsAt: AT, inBusinessHours: true, moved: 0 },
  actionItems: [{ id: 'a1', text: 'Add a test', owner: 'ada', priority: 'high', dueAt: AT }],
  checklist: [
    { id: 'r', stage: 'extended', text: 'Tests pass', state: 'open', runs: [] },
    { id: 's', stage: 'extended', text: 'No errors', state: 'ticked' },
    {
      ...{ id: 't', stage: 'extended', text: 'Suite', state: 'open' },
      runs: [{ attempt: 1, verdict: 'failed', text: 'red', endedAt: AT }],
    },
  ],
};

/** How many steps away the act is on a page: its button, what has to be opened first, or the way to its own page. */
function stepsTo(body: string, name: string, fixed: Readonly<Record<string, string>>): number {
  const path = `/incidents/${ID}/do/${name}`;
  const forms = [...body.matchAll(new RegExp(`<form[^>]*action="${path}"[^>]*>.*?</form>`, 'gs'))];
  const own = forms.filter(([form]) =>
    Object.entries(fixed).every(([field, value]) => form.includes(`name="${field}" value="${value}"`)),
  );
  const depths = own.map(({ index }) => {
    const before = body.slice(0, index);
    return before.split('<details').length - before.split('</details>').length;
  });
  const query = new URLSearchParams(fixed).toString();
  const hasWay = body.includes(`href="${path}${query === '' ? '' : `?${query}`}"`) || body.includes(`href="${path}?"`);
  return Math.min(...depths.map((depth) => depth + 1), hasWay ? 2 : Infinity);
}

const ROWS = Object.entries<Action>(ACTIONS).flatMap(([name, action]) =>
  shapesFor(action).map(({ variant, fixed }): [string, string, Readonly<Record<string, string>>] => [
    name,
    variant,
    fixed,
  ]),
);

test.each(ROWS)('%s %s is at most two steps away', async (name, _variant, fixed) => {
  const isLater = name === 'postMortem';
  const shown = isLater ? { ...view, status: 'resolved' as const } : view;
  const { server } = aRoom({ show: () => Promise.resolve(shown), postMortem: () => Promise.resolve(postMortem) });
  const page = `/incidents/${ID}`;
  // Of one who leads, and one who has not come yet but may do everything.
  const readers = [await Browser.of(server, 'grace'), await Browser.of(server, 'ada')];
  const bodies = await Promise.all(readers.map(async (browser) => (await browser.get(page)).body));
  expect(Math.min(...bodies.map((body) => stepsTo(body, name, fixed)))).toBeLessThanOrEqual(2);
});

test('the table of the API says for each where it is in the room', () => {
  const docs = readFileSync(join(__dirname, '../../../docs/api.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \| .+ \| ([^|]+) \|$/gm)].map(
    ([, paths = '', room = '']) => ({
      paths: [...paths.matchAll(/`([^`]+)`/g)].map(([, path]) => path),
      room,
    }),
  );
  const missing = Object.values<Action>(ACTIONS)
    .map(({ path }) => path)
    .filter((path) => !rows.some(({ paths, room }) => paths.includes(path) && room.trim() !== ''));
  expect(missing).toEqual([]);
});
