import { Product } from '../e2e/product';
import { manyAlerts, manyServices, sameAlert, type WebhookBody } from '../e2e/storms';
import { spread, table } from './figures';
import { firstPage } from './first-page';
import { hourEvents } from './hour-events';
import { roomFigures } from './room';
import { playStorm, type Round } from './storm-round';
import { stormBesideBare } from './storm-beside-bare';
import { temporalAlone, type Payload } from './temporal-alone';

const ROUNDS = 3;

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

async function printRoom(): Promise<void> {
  const { pages, event, firstView, idleQueries } = await roomFigures();
  const ms = (value: number): string => value.toFixed(0);
  const kB = (bytes: number): string => (bytes / 1_000).toFixed(1);
  console.log(
    table([
      ['the room, 200 open and 10,000 past incidents, ms', 'p50', 'max', 'must'],
      ...pages.map(([path, p50, max]) => [path, ms(p50), ms(max), 'p50 < 100']),
      ['from an act to an open page', ms(event.p50), ms(event.max), '< 1000'],
    ]),
    '\n',
  );
  console.log(
    table([
      ['first view of an incident, kB', 'as it is', 'packed', 'must'],
      ['page', kB(firstView.html), kB(firstView.htmlPacked), ''],
      ['styles', kB(firstView.styles), '', 'with the page < 60'],
      ['script', kB(firstView.script), kB(firstView.scriptPacked), 'packed < 20'],
      ['queries in 20 s that nobody touches it', String(idleQueries), '', '0'],
    ]),
    '\n',
  );
}

async function main(): Promise<void> {
  if (process.argv.includes('--room')) return printRoom();
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
  await printRoom();

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
