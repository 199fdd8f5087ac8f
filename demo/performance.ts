/** How does the demo start everything, play the scenes, stop everything and judge the result? */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../client/package-root';
import { closing } from './verdict';
import { SPEED } from './clock';
import { play, type Played } from './director';
import { disappointments } from './expectations';
import { freePorts } from './free-ports';
import { emptyHome } from './home';
import { plainScreen } from './lines';
import { enterOrStop } from './wait-for-enter';
import { liveScreen } from './live';
import type { Files, PlayOutcome } from './outcome';
import { INCIDENT } from './play-incident';
import { POST_MORTEM } from './play-post-mortem';
import { openVendors, outboxAlone, type Receiving } from './receivers';
import { playable } from './scene';
import type { Paper, Screen } from './screen';
import { startService } from './service';
import { writePolicy } from './stage-policy';
import { startDemoSystem } from './system';
import type { Vendor } from './vendors/vendor';
import { Watcher } from './watcher';

export interface PerformanceOptions {
  readonly paper: Paper;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Those that receive what is sent; without them the outbox has everything. */
  readonly vendors?: readonly Vendor[];
  /** Where Enter is pressed. */
  readonly keyboard: NodeJS.ReadStream;
}

/**
 * Sets the stage, plays, strikes the stage whatever happens, and answers whether everything came out as expected. With
 * vendors and on a terminal, what people received can be looked at until Enter is pressed or `signal` is aborted.
 */
export async function performPlay(options: PerformanceOptions): Promise<boolean> {
  const { paper, signal, vendors, keyboard } = options;
  const home = await emptyHome();
  const example = join(packageRoot(), 'examples', 'release-manager');
  const receiving = vendors === undefined ? outboxAlone(home, example) : await openVendors(home, example, vendors);
  try {
    const isAsExpected = await performed(home, receiving, options);
    if (receiving.board !== undefined && paper.isTTY === true && keyboard.isTTY) {
      paper.write(`\nYou can read what people received at ${receiving.board} until you press Enter.\n`);
      await enterOrStop(keyboard, signal);
    }
    return isAsExpected;
  } finally {
    await receiving.close();
  }
}

async function performed(home: string, receiving: Receiving, options: PerformanceOptions): Promise<boolean> {
  const { paper, env, signal } = options;
  const since = Date.now();
  const screen = paper.isTTY === true ? liveScreen(paper, env) : plainScreen(paper);
  const { result, problem } = await struck(home, receiving, screen, signal);
  receiving.over();
  screen.end();
  if (result === undefined) throw problem;
  const outcome = outcomeOf(result, home, receiving);
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
  receiving: Receiving,
  screen: Screen,
  signal: AbortSignal,
): Promise<{ result?: Played; problem?: unknown }> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return { result: await staged(home, receiving, screen, signal, (step) => void ends.push(step)) };
  } catch (problem) {
    return { problem };
  } finally {
    for (const end of ends.reverse())
      await Promise.resolve(end()).catch((error: unknown) => screen.notice(`While stopping: ${String(error)}`));
  }
}

async function staged(
  home: string,
  receiving: Receiving,
  screen: Screen,
  signal: AbortSignal,
  onEnd: (step: () => Promise<void> | void) => void,
): Promise<Played> {
  const root = packageRoot();
  const example = join(root, 'examples', 'release-manager');
  screen.waitFor('the example service');
  const service = await startService(root, join(home, 'service.log'), signal);
  onEnd(() => service.stop());
  screen.waitFor('Temporal, the worker and the HTTP server');
  const system = await startDemoSystem({
    root,
    homeFolder: home,
    ports: await freePorts(),
    settings: {
      ...receiving.settings,
      MUSTER_POLICY: writePolicy(home, example, service.url),
      MUSTER_DIRECTORY: receiving.directory,
      MUSTER_SPEED: String(SPEED),
    },
    say: (line) => screen.notice(line),
    signal,
    onEnd,
  });
  screen.places([
    ...receiving.places,
    `The incident room ${system.http.url}; Temporal UI ${system.temporalUi}; the service ${service.url}`,
  ]);
  const watcher = new Watcher(system, service, receiving.sent);
  onEnd(() => watcher.close());
  const { press } = receiving;
  const scenes = playable([...INCIDENT, ...POST_MORTEM], receiving.cast);
  return play(scenes, { system, service, watcher, screen, signal, example, press });
}

function outcomeOf({ sight, alert, repeated }: Played, home: string, receiving: Receiving): PlayOutcome {
  const { incident, postMortem, outage, isPostMortemComplete, service } = sight;
  if (incident === undefined || postMortem === undefined || outage === undefined)
    throw new Error('The demo stopped early.');
  const folder = join(home, 'documents', incident.id);
  const files: Files = {
    timeline: join(folder, 'timeline.md'),
    postMortem: join(folder, 'post-mortem.md'),
    invitation: join(folder, 'post-mortem-invitation.ics'),
    outbox: join(home, 'outbox.jsonl'),
  };
  const written = (Object.keys(files) as (keyof Files)[]).filter((name) => isWritten(files[name]));
  const { cast: vendors } = receiving;
  // What was still under way at the last look has arrived by now.
  const sent = receiving.sent(incident);
  return {
    incident,
    postMortem,
    isPostMortemComplete,
    sent,
    vendors,
    goingOn: receiving.goingOn(),
    service,
    alert,
    repeated,
    outage,
    files,
    written,
  };
}

function isWritten(file: string): boolean {
  try {
    return statSync(file).size > 0;
  } catch {
    return false;
  }
}
