/** In which order do the test files run? The long ones first, so that none of them is left for one worker at the end. */
const { default: Sequencer } = require('@jest/test-sequencer');

/** Measured; the longest first. Whatever is not here is short, and comes as Jest thinks best. */
const LONG = [
  'real-server/channel-outage',
  'observability/product',
  'real-server/new-history',
  'workflows/time-skip',
  'workflows/mail',
  'workflows/supersede',
  'workflows/delivery',
  'real-server/continue-as-new',
  'real-server/no-incident',
  'real-server/merge',
  'real-server/delivery-after-a-kill',
  'real-server/poison',
  'real-server/questions',
  'real-server/refusals',
  'real-server/storm',
  'real-server/history-limit',
  'real-server/bounds',
  'replay/replay',
  'launcher/start',
  'observability/start',
  'workflows/maintenance',
  'client/temporal/temporal',
];

const rank = ({ path }) => {
  const at = LONG.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return at === -1 ? LONG.length : at;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
