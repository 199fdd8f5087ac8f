import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { openHome } from '../../launcher/home';
import { kill, startIdler, temporaryFolder } from './processes';

const folder = temporaryFolder();
const quiet = (): void => undefined;

test('a home that is in use is refused in one sentence with the pid and the way out', async () => {
  const home = await openHome(join(folder, 'used'));
  await expect(openHome(join(folder, 'used'))).rejects.toThrow(
    `Muster is already running in ${home.path} (pid ${process.pid}). Stop it, or choose another folder with MUSTER_HOME.`,
  );
  home.release();
  (await openHome(join(folder, 'used'))).release();
});

test('where nothing can be noted any more, what was started runs on and the folder is given back', async () => {
  const home = await openHome(join(folder, 'full'));
  // Where a note is written before it takes the place of the last one.
  mkdirSync(join(home.path, 'run.json.new'));
  home.record('worker', process.pid);
  home.release();
  (await openHome(home.path)).release();
});

test('what people write in it is for its owner alone', async () => {
  const home = await openHome(join(folder, 'private'));
  expect(statSync(home.path).mode & 0o077).toBe(0);
  home.release();
});

test('children of a start that was killed are ended by the next, and only they', async () => {
  const path = join(folder, 'orphans');
  const orphan = await startIdler();
  const stranger = await startIdler();
  const first = await openHome(path);
  first.record('worker', orphan.pid);
  const run = readFileSync(join(path, 'run.json'), 'utf8');
  first.release();
  // As SIGKILL leaves it, with one more child whose pid has since gone to a stranger.
  const left = JSON.parse(run) as { children: Record<string, unknown> };
  left.children['temporal'] = { pid: stranger.pid, startedAt: '1.0badc0de' };
  writeFileSync(join(path, 'run.json'), JSON.stringify(left));

  const second = await openHome(path);
  const gone = once(orphan, 'exit');
  const said: string[] = [];
  await second.reapOrphans((line) => said.push(line));
  await gone;
  expect(said).toEqual([`Ending process ${orphan.pid}, left over from an earlier start.`]);
  expect(stranger.exitCode).toBeNull();
  await kill(stranger);
  second.release();
});

test('a server on our database is an orphan even if nobody noted its pid', async () => {
  const home = await openHome(join(folder, 'unnoted'));
  const server = await startIdler(['server', 'start-dev', '--db-filename', home.temporalDb]);
  const elsewhere = await startIdler(['server', 'start-dev', '--db-filename', `${home.temporalDb}-of-another`]);
  const gone = once(server, 'exit');
  await home.reapOrphans(quiet);
  await gone;
  expect(elsewhere.exitCode).toBeNull();
  await kill(elsewhere);
  home.release();
});

test('half a run.json ends nobody and stops nothing', async () => {
  const path = join(folder, 'torn');
  (await openHome(path)).release();
  writeFileSync(join(path, 'run.json'), '{"children": {"worker": {"pid": 1');
  const home = await openHome(path);
  await home.reapOrphans(quiet);
  home.release();
});
