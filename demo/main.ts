#!/usr/bin/env node
/**
 * `npm run demo`: plays a whole P1 and checks that it ended as expected. The demo works only in its own folder, on its
 * own ports and with fakes, so it reaches nobody and leaves a running Muster alone.
 */
import { parseArgs } from 'node:util';
import { StartRefused } from '../launcher/refusal';
import { hearStopRequest } from '../launcher/stop-request';
import { HOME } from './home';
import { measureLag, slowness } from './lag';
import { performPlay } from './performance';
import { VENDORS } from './vendors/list';
import { messageOf } from '../domain/text/message-of';

const USAGE = 'Usage: npm run demo [-- --vendors]';

/** What the person asked for; `undefined` if it can't be read. */
function readWish(argv: readonly string[]): { vendors: boolean } | undefined {
  try {
    const { values } = parseArgs({ args: [...argv], options: { vendors: { type: 'boolean', default: false } } });
    return values;
  } catch {
    return undefined;
  }
}

/**
 * `npm run demo`: exit code 0 when everything came out as expected, 1 when not, 2 when not and the machine was too slow for it
 * to mean anything, 64 when it was asked for what it does not know, 130 when it was stopped.
 */
async function main(): Promise<number> {
  const wish = readWish(process.argv.slice(2));
  if (wish === undefined) {
    console.error(USAGE);
    return 64;
  }
  const stopping = hearStopRequest();
  const lag = measureLag();
  const failed = (): number => {
    const tooSlow = slowness(lag.stop());
    if (tooSlow !== undefined) console.error(tooSlow);
    return tooSlow === undefined ? 1 : 2;
  };
  try {
    const isAsExpected = await performPlay({
      paper: process.stdout,
      env: process.env,
      signal: stopping.signal,
      ...(wish.vendors && { vendors: VENDORS }),
      keyboard: process.stdin,
    });
    return isAsExpected ? 0 : failed();
  } catch (error) {
    if (stopping.signal.aborted) {
      console.error('Stopped. The demo has ended everything it started.');
      return 130;
    }
    if (error instanceof StartRefused) {
      console.error(error.message);
      return 1;
    }
    console.error(`The demo failed: ${messageOf(error)}\nLogs are in ${HOME}/.`);
    return failed();
  } finally {
    lag.stop();
    stopping.forget();
  }
}

// The program that reads our output may end first: what was started must be ended all the same.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

void main().then((code) => {
  process.exitCode = code;
});
