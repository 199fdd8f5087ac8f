import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../support/workflow-bundle';
import { withoutPlaces } from './keep-history';

const folder = join(__dirname, 'histories');
const recorded = readdirSync(folder).filter((name) => name.endsWith('.json'));

let workflowBundle: WorkflowBundleOption;
beforeAll(async () => {
  workflowBundle = await bundle();
}, 60_000);

const historyOf = (name: string) => historyFromJSON(JSON.parse(readFileSync(join(folder, name), 'utf8')));

test('there is a history of each severity, of a post-mortem, of each way in which incidents meet, and of vendors that fail', () => {
  const severities = ['p1', 'p1-cancelled', 'p1-continued', 'p2', 'p3', 'p4'];
  const meetings = ['correlated', 'joined', 'merged', 'planned'];
  const kinds = [...severities, ...meetings, 'post-mortem', 'vendors'];
  expect([...recorded].sort()).toEqual(kinds.map((kind) => `${kind}.json`).sort());
});

test.each(recorded)('%s says nothing of the machine that recorded it', (name) => {
  const history = readFileSync(join(folder, name), 'utf8');
  expect(withoutPlaces(history)).toBe(history);
});

// A change that makes an open incident do something else than it did is caught here, before it stops one at night.
test.each(recorded)('%s is replayed by the code as it is now', async (name) => {
  await expect(Worker.runReplayHistory({ workflowBundle }, historyOf(name))).resolves.toBeUndefined();
});

test('the test would notice: a history with a page more does not replay', async () => {
  const history = historyOf('p1.json');
  const events = history.events ?? [];
  const page = events.findIndex((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'page');
  const attributes = events[page]?.activityTaskScheduledEventAttributes;
  if (attributes?.activityType) attributes.activityType.name = 'pageSomebodyElse';
  await expect(Worker.runReplayHistory({ workflowBundle }, history)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
});
