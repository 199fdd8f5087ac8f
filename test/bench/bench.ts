/** `npm run bench`: which figures are measured, what must each of them be, and where are they written? */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { manyServices } from '../e2e/storms';
import { accept, fiftyServices, tenServices } from './accept';
import { channelOutage } from './channel-outage';
import { type Figure, markdown, merged, type Measured, table } from './figures';
import { firstPage } from './first-page';
import { hourEvents } from './hour-events';
import { incidentMemory } from './incident-memory';
import { secondStart } from './restart';
import { roomFigures } from './room';
import { stormBesideBare } from './storm-beside-bare';

interface Bench {
  /** Its figures are the median of so many rounds; what does not depend on the machine needs one. */
  rounds: number;
  measure: () => Promise<Measured[]>;
  /** It takes so long that it is played only by its name. */
  onlyByName?: true;
}

const storm = async (services: number): Promise<Measured[]> => {
  const { firstPagesASecond, bareASecond, share, lastAfter } = await stormBesideBare(services);
  const of = `${services} P1s of ${services} services at once`;
  return [
    { figure: `${of}: incidents with a first page a second`, value: firstPagesASecond },
    { figure: `${of}: bare workflows with one activity a second`, value: bareASecond },
    { figure: `${of}: times as many`, value: share, must: '>= 0.5' },
    { figure: `${of}: the last first page after, s`, value: lastAfter, ...(services === 500 && { must: '<= 40' }) },
  ];
};

const outage = async (seconds: number): Promise<Measured[]> => {
  const { owed, lastAfter, messages, pointless } = await channelOutage(seconds * 1_000);
  const of = `the only channel away for ${seconds} s`;
  return [
    { figure: `${of}: pages owed at its return`, value: owed },
    { figure: `${of}: the last after its return, s`, value: lastAfter, must: '<= 5' },
    { figure: `${of}: messages`, value: messages },
    { figure: `${of}: messages about an incident that was over`, value: pointless, must: '0' },
  ];
};

const accepting = async (of: string, bodies: ReturnType<typeof manyServices>): Promise<Measured[]> => {
  const { alertsASecond, callsASecond, bareASecond, share } = await accept(bodies);
  return [
    { figure: `${of}: alerts accepted a second`, value: alertsASecond },
    { figure: `${of}: alert groups accepted a second`, value: callsASecond },
    { figure: `${of}: bare signalWithStart a second`, value: bareASecond },
    { figure: `${of}: times as many`, value: share, must: '>= 0.7' },
  ];
};

async function room(): Promise<Measured[]> {
  const { pages, event, firstView, idleQueries } = await roomFigures();
  const kB = (bytes: number): number => bytes / 1_000;
  return [
    ...pages.map(([path, p50]) => ({
      figure: `the room's ${path} with 200 open and 10,000 past incidents, ms`,
      value: p50,
      must: '< 100',
    })),
    { figure: 'from an act to an open page, ms', value: event.p50, must: '< 1000' },
    { figure: "an incident's first view, kB", value: kB(firstView.html + firstView.styles), must: '< 60' },
    { figure: "the room's script, packed, kB", value: kB(firstView.scriptPacked), must: '< 20' },
    { figure: 'queries in 20 s while nobody touches the room', value: idleQueries, must: '0' },
  ];
}

const BENCHES: Record<string, Bench> = {
  'first-page': {
    rounds: 3,
    measure: async () => {
      const { page, bare, times } = await firstPage();
      return [
        { figure: 'POST to first page, idle, ms: median', value: page.p50 },
        { figure: 'POST to first page, idle, ms: 95 %', value: page.p95 },
        { figure: 'one bare activity, ms: median', value: bare.p50 },
        { figure: 'one bare activity, ms: 95 %', value: bare.p95 },
        { figure: 'POST to first page: times as long, median', value: times, must: '<= 1.5' },
        { figure: 'POST to first page: times as long, 95 %', value: page.p95 / bare.p95, must: '<= 1.5' },
      ];
    },
  },
  storm: { rounds: 3, measure: () => storm(200) },
  'storm-500': { rounds: 3, measure: () => storm(500), onlyByName: true },
  accept: { rounds: 3, measure: () => accepting('5,000 alerts of 50 services', fiftyServices()) },
  'accept-200': { rounds: 3, measure: () => accepting('200 alerts of 10 services', tenServices()) },
  hour: {
    rounds: 1,
    measure: async () => {
      const { unanswered, led } = await hourEvents();
      return [
        { figure: 'events of a P1 hour: nobody answers', value: unanswered, must: '<= 550' },
        {
          figure: 'events of a P1 hour: answered at minute 4, an update each 5 min, decision, rollback, monitoring',
          value: led,
          must: '<= 400',
        },
      ];
    },
  },
  memory: {
    rounds: 1,
    measure: async () => [
      { figure: 'memory of a cached incident, MiB', value: await incidentMemory(), must: '<= 0.8' },
    ],
  },
  'outage-70': { rounds: 1, measure: () => outage(70) },
  'outage-100': { rounds: 1, measure: () => outage(100) },
  'outage-900': { rounds: 1, measure: () => outage(900), onlyByName: true },
  room: { rounds: 1, measure: room },
  start: {
    rounds: 3,
    measure: async () => [{ figure: '`npm start` with caches to ready, s', value: await secondStart(), must: '<= 5' }],
  },
};

const PAGE = join(__dirname, '..', '..', 'docs', 'performance.md');

const TABLE = /(<!-- bench -->\n)[^]*?(<!-- end of bench -->)/;

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const names = words.filter((word) => !word.startsWith('--'));
  const chosen = names.length > 0 ? names : Object.keys(BENCHES).filter((name) => BENCHES[name]?.onlyByName !== true);
  const figures: Figure[] = [];
  for (const name of chosen) {
    const bench = BENCHES[name];
    if (bench === undefined) throw new Error(`No bench is called ${name}: ${Object.keys(BENCHES).join(', ')}`);
    const rounds = Number(optionIn(words, 'rounds') ?? bench.rounds);
    for (let round = 0; round < rounds; round += 1) {
      const load = loadavg()[0] ?? NaN;
      merged(figures, await bench.measure(), load);
    }
    console.log(table(figures.slice(-20)), '\n');
  }
  const json = optionIn(words, 'json');
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ at: new Date().toISOString(), figures }, null, 2)}\n`);
  if (words.includes('--write'))
    writeFileSync(
      PAGE,
      readFileSync(PAGE, 'utf8').replace(
        TABLE,
        (_all, begin: string, end: string) => `${begin}\n${markdown(figures)}\n\n${end}`,
      ),
    );
}

const optionIn = (words: readonly string[], name: string): string | undefined =>
  words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);

// Temporal's runtime, once it is loaded, keeps a process alive in which no worker ran, and ignores SIGTERM.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
