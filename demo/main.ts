#!/usr/bin/env node
import { StartRefused } from '../launcher/refusal';
import { hearStopRequest } from '../launcher/stop-request';
import { HOME } from './home';
import { perform } from './performance';

/** `npm run demo`: exit code 0 when everything came out as expected, 1 when not, 130 when it was stopped. */
async function main(): Promise<number> {
  const stopping = hearStopRequest();
  try {
    return (await perform(process.stdout, process.env, stopping.signal)) ? 0 : 1;
  } catch (error) {
    if (stopping.signal.aborted) {
      console.error('Stopped. Everything that was started has ended.');
      return 130;
    }
    const isOwn = error instanceof StartRefused;
    if (isOwn) console.error(error.message);
    else
      console.error(
        `The demo failed: ${error instanceof Error ? error.message : String(error)}\nLogs are in ${HOME}/.`,
      );
    return 1;
  } finally {
    stopping.forget();
  }
}

void main().then((code) => {
  process.exitCode = code;
});
