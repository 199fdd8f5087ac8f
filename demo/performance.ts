import { statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../client/package-root';
import { closing } from './closing';
import { SPEED } from './clock';
import { play, type Played } from './director';
import { disappointments } from './expectations';
import { freePorts } from './free-ports';
import { emptyHome } from './home';
import { plainScreen } from './lines';
import { liveScreen } from './live';
import type { Files, Outcome } from './outcome';
import { INCIDENT } from './play-incident';
import { POST_MORTEM } from './play-post-mortem';
import type { Paper, Screen } from './screen';
import { startService } from './service';
import { writePolicy } from './stage-policy';
import { startDemoSystem } from './system';
import { Watcher } from './watcher';

/** Sets the stage, plays, strikes the stage whatever happens, and answers whether everything came out as expected. */
export async function perform(paper: Paper, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  const since = Date.now();
  const home = await emptyHome();
  const screen = paper.isTTY === true ? liveScreen(paper, env) : plainScreen(paper);
  const { result, problem } = await struck(home, screen, signal);
  screen.end();
  if (result === undefined) throw problem;
  const outcome = outcomeOf(result, home);
  const problems = disappointments(outcome);
  const width = paper.isTTY === true ? Math.min(130, Math.max(80, paper.columns ?? 100)) : 120;
  const colour = paper.isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '');
  const sheet = { now: Date.now(), width, colour };
  paper.write(`${closing(outcome, problems, Date.now() - since, sheet).join('\n')}\n`);
  return problems.length === 0;
}

/** What came of the play, after everything that it needed has ended. */
async function struck(
  home: string,
  screen: Screen,
  signal: AbortSignal,
): Promise<{ result?: Played; problem?: unknown }> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return { result: await staged(home, screen, signal, (step) => void ends.push(step)) };
  } catch (problem) {
    return { problem };
  } finally {
    for (const end of ends.reverse())
      await Promise.resolve(end()).catch((error: unknown) => screen.notice(`While ending: ${String(error)}`));
  }
}

async function staged(
  home: string,
  screen: Screen,
  signal: AbortSignal,
  onEnd: (step: () => Promise<void> | void) => void,
): Promise<Played> {
  const root = packageRoot();
  const example = join(root, 'examples', 'release-manager');
  screen.waitFor('the example service');
  const service = await startService(root, join(home, 'service.log'), signal);
  onEnd(() => service.stop());
  screen.waitFor('Temporal, the worker and the HTTP side');
  const system = await startDemoSystem({
    root,
    homeFolder: home,
    ports: await freePorts(),
    settings: {
      MUSTER_POLICY: writePolicy(home, example, service.url),
      MUSTER_DIRECTORY: join(example, 'directory.yaml'),
      MUSTER_SPEED: String(SPEED),
    },
    say: (line) => screen.notice(line),
    signal,
    onEnd,
  });
  screen.places(`Temporal UI ${system.temporalUi}; Muster ${system.http.url}; the service ${service.url}`);
  const watcher = new Watcher(system, service);
  onEnd(() => watcher.close());
  return play([...INCIDENT, ...POST_MORTEM], { system, service, watcher, screen, signal, example });
}

function outcomeOf({ sight, alert, repeated }: Played, home: string): Outcome {
  const { incident, postMortem, outage, isPostMortemComplete, outbox, service } = sight;
  if (incident === undefined || postMortem === undefined || outage === undefined)
    throw new Error('The play ended before its end.');
  const folder = join(home, 'documents', incident.id);
  const files: Files = {
    timeline: join(folder, 'timeline.md'),
    postMortem: join(folder, 'post-mortem.md'),
    invitation: join(folder, 'post-mortem-invitation.ics'),
    outbox: join(home, 'outbox.jsonl'),
  };
  const written = (Object.keys(files) as (keyof Files)[]).filter((name) => isWritten(files[name]));
  return { incident, postMortem, isPostMortemComplete, outbox, service, alert, repeated, outage, files, written };
}

function isWritten(file: string): boolean {
  try {
    return statSync(file).size > 0;
  } catch {
    return false;
  }
}
