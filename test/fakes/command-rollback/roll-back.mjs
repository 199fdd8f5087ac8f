/**
 * A deployment tool of the command line, strict about its arguments. What it does is kept in a file:
 *
 *     node roll-back.mjs STATE read | rehearse --from F --to T | roll-back --from F --to=T
 *
 * `mode` in the state makes it misbehave: `slow` waits for ever after it has begun, `dies` rolls back and is then killed,
 * `loud` says its secret and much else, `later` is not able to now, `odd` prints no state, `endless` never ends to print.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

const [file, verb, ...args] = process.argv.slice(2);
const state = JSON.parse(readFileSync(file, 'utf8'));
// Whole or not at all: a test may be reading it.
const keep = () => {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
};
const refuse = (code, reason) => {
  console.error(reason);
  process.exit(code);
};

state.calls.push({ verb, args, variables: Object.keys(process.env).sort(), order: process.env.ROLLBACK_ORDER });
keep();
while (state.mode === 'endless') writeFileSync(1, 'x'.repeat(1_000_000));
if (state.mode === 'later') refuse(75, 'the tool is being upgraded');
if (state.mode === 'loud') {
  console.error(`token ${process.env.DEPLOY_TOKEN} password=hunter2 ${'x'.repeat(1_000_000)}`);
  process.exit(1);
}
if (verb === 'read') {
  const healthy = state.current === 'v1';
  console.log(
    state.mode === 'odd'
      ? state.odd
      : JSON.stringify({ current: { id: state.current, healthy }, previous: { id: 'v1' } }),
  );
  process.exit(0);
}
const [, from, to] = /^--from (\S+) --to=(\S+)$/.exec(args.join(' ')) ?? [];
if (args.length !== 3 || from === undefined) refuse(2, 'not an order');
if (to !== 'v1') refuse(2, `${to} was never deployed`);
if (from !== state.current) refuse(2, `${state.current} runs, not ${from}`);
if (verb === 'rehearse') {
  console.log(`would return to ${to}`);
  process.exit(0);
}
if (verb !== 'roll-back') refuse(2, 'no such verb');
if (state.mode === 'slow') {
  Object.assign(state, { begun: true, pid: process.pid });
  keep();
  setInterval(() => undefined, 1_000);
} else {
  state.current = to;
  state.rollbacks.push(to);
  keep();
  if (state.mode === 'dies') process.kill(process.pid, 'SIGKILL');
}
