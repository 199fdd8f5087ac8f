import { Product } from '../e2e/product';
import { manyAlerts, manyServices, sameAlert, type WebhookBody } from '../e2e/storms';
import { channelOutage } from './channel-outage';
import { spread, table } from './figures';
import { firstPage } from './first-page';
import { hourEvents } from './hour-events';
import { playStorm, type Round } from './storm-round';
import { stormBesideBare } from './storm-beside-bare';
import { temporalAlone, type Payload } from './temporal-alone';

const ROUNDS = 3;

/** Of the only channel, in seconds. A quarter of an hour: `--outage=900`. */
const OUTAGES = [70, 100];

const STORMS: [string, () => WebhookBody[]][] = [
  ['one alert 500 times', () => sameAlert(500, 'P1')],
  [
    '5,000 alerts of 50 services',
    () => manyAlerts({ services: 50, alertsPerService: 100, alertsPerRequest: 25, severity: 'P1' }),
  ],
  ['500 services', () => manyServices(500, 'P2')],
];

const ALONE: [string, number, number, Payload][] = [
  ['one id 500 times', 500, 1, 'empty'],
  ['500 ids', 500, 500, 'empty'],
  ['one id 500 times, 40 kB', 500, 1, 'as large as a policy'],
  ['500 ids, 40 kB', 500, 500, 'as large as a policy'],
];

/** Every storm meets a Muster that has just been started and has handled five incidents to get warm. */
async function oneRound(bodies: WebhookBody[]): Promise<Round> {
  const muster = await Product.start();
  try {
    await playStorm(muster, manyServices(5, 'P1', 900));
    return await playStorm(muster, bodies);
  } finally {
    await muster.stop();
  }
}

async function inTurn<T>(rounds: number, play: () => Promise<T>): Promise<T[]> {
  const played: T[] = [];
  for (let round = 0; round < rounds; round += 1) played.push(await play());
  return played;
}

async function printStorm(services: number): Promise<void> {
  const { firstPagesASecond, bareASecond, share, lastAfter } = await stormBesideBare(services);
  console.log(
    table([
      [`${services} services (P1) at once`, 'measured', 'must'],
      ['incidents with a first page, a second', firstPagesASecond.toFixed(1), ''],
      ['bare workflows with one activity, a second', bareASecond.toFixed(1), ''],
      ['times as many', share.toFixed(2), '>= 0.5'],
      ['the last first page after, s', lastAfter.toFixed(1), '<= 40 of 500'],
    ]),
    '\n',
  );
}

async function printHour(): Promise<void> {
  const { unanswered, led } = await hourEvents();
  console.log(
    table([
      ['events of a P1 hour', 'measured', 'must'],
      ['nobody answers', String(unanswered), '<= 550'],
      ['acknowledged at minute 4, an update each 5 min, decision, rollback, monitoring', String(led), '<= 400'],
    ]),
    '\n',
  );
}

/** In real time: an outage of 70 s takes 70 s. */
async function printOutages(seconds: readonly number[]): Promise<void> {
  const rows = [['a channel away for', 'pages owed', 'the last after, s', 'must', 'messages', 'of them pointless']];
  for (const lasts of seconds) {
    const { owed, lastAfter, messages, pointless } = await channelOutage(lasts * 1_000);
    rows.push([`${lasts} s`, String(owed), lastAfter.toFixed(1), '<= 5', String(messages), String(pointless)]);
  }
  console.log(table(rows), '\n');
}

async function main(): Promise<void> {
  const outage = process.argv.find((argument) => argument.startsWith('--outage'));
  if (outage !== undefined) return printOutages(outage.split('=')[1]?.split(',').map(Number) ?? OUTAGES);

  if (process.argv.includes('--storm')) return printStorm(200);
  if (process.argv.includes('--hour')) return printHour();
  const first = await firstPage();
  const ms = ({ p50, max }: { p50: number; max: number }): string[] =>
    [p50, max].map((value) => `${Math.round(value)}`);
  console.log(
    table([
      ['one alert at a time, ms', 'p50', 'max'],
      ['POST to first page', ...ms(first.page)],
      ['one bare activity', ...ms(first.bare)],
      ['times as long', first.times.toFixed(1), ''],
    ]),
    '\n',
  );
  if (process.argv.includes('--first-page')) return;
  await printStorm(500);
  await printHour();
  await printOutages(OUTAGES);

  console.log(`Rounds: ${ROUNDS}. Every figure is the smallest / middle / largest of them.\n`);
  const alone = [['Temporal alone', 'signalWithStart/s']];
  for (const [name, calls, ids, payload] of ALONE)
    alone.push([name, spread(await inTurn(ROUNDS, () => temporalAlone(calls, ids, payload)))]);
  console.log(`${table(alone)}\n`);

  const storms = [['Muster', 'requests/s', 'alerts/s', 'told 503 first', 'first page, s: p50', 'p95', 'max']];
  for (const [name, bodies] of STORMS) {
    const rounds = await inTurn(ROUNDS, () => oneRound(bodies()));
    const row = (of: (round: Round) => number): string => spread(rounds.map(of));
    storms.push([
      name,
      row((round) => round.requestsPerSecond),
      row((round) => round.alertsPerSecond),
      row((round) => round.again),
      row((round) => round.pageAfter.p50),
      row((round) => round.pageAfter.p95),
      row((round) => round.pageAfter.max),
    ]);
  }
  console.log(table(storms));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
