import axios from 'axios';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/until';
import { Product } from './product';

/** A secret in every shape that people paste by mistake; each ends in a word that must be nowhere afterwards. */
const SECRETS = [
  'xoxb-123456789012-CANARYONE',
  'password=CANARYTWO',
  'postgres://app:CANARYTHREE@db/releases',
  'Authorization: Bearer CANARYFOURFOURFOUR',
  'ghp_CANARYFIVE0123456789012345678901',
];
const CANARIES = /CANARY(?:ONE|TWO|THREE|FOUR|FIVE)/;
const NASTY = [
  '<!channel> <!here> @channel @here <@U024BE7LH>',
  '<https://evil.example|the runbook> [run me](https://evil.example)',
  '\u001b[2J\u001b]0;owned\u0007 \u202egnp.exe \u200b',
  'Subject: hi\r\nBcc: all@example.com',
  '{{lead}} {{findings}} ${process.env.HOME} `id`',
  '```\n# heading\n<script>alert(1)</script>',
].join('\n');

/** Stands for an address that only the machine itself can reach; it counts who comes. */
async function metadata(): Promise<{ server: Server; url: string; visits: () => number }> {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.end('credentials');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/latest/meta-data/iam`, visits: () => visits };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isDirectory() ? filesIn(file) : [file];
  });

let product: Product;
let inside: Awaited<ReturnType<typeof metadata>>;
beforeAll(async () => {
  inside = await metadata();
  product = await Product.start({ speed: 60 });
}, 120_000);
afterAll(async () => {
  await product.stop();
  inside.server.close();
}, 90_000);

it('is inert or gone at every exit: outbox, record, documents, logs, database, command line, API', async () => {
  const labels = { alertname: NASTY, service: 'release-manager', severity: 'P1', password: 'CANARYTWO' };
  const annotations = {
    summary: `${NASTY} ${SECRETS.join(' ')}`,
    description: `${SECRETS.join('\n')}\n${NASTY}`,
    impact: NASTY,
    runbook_url: inside.url,
    image: inside.url,
    dashboard: `see ${inside.url}?token=CANARYTWO`,
  };
  const alert = { status: 'firing', labels, annotations, startsAt: new Date().toISOString(), generatorURL: inside.url };
  const body = { version: '4', groupKey: NASTY, groupLabels: {}, commonLabels: labels, alerts: [alert] };
  expect((await axios.post(product.intake, body)).status).toBe(202);
  const [address = ''] = await until('an incident', async () => {
    const open = await product.openAddresses();
    return open.length > 0 ? open : undefined;
  });
  const { id } = await product.state(address);

  // People paste secrets too, on both ways in.
  const headers = { 'muster-as': 'otto' };
  const api = `${product.url}/v1/incidents/${id}`;
  await axios.post(`${api}/acknowledge`, {}, { headers });
  await axios.post(`${api}/notes`, { text: `${NASTY} ${SECRETS.join(' ')}` }, { headers });
  await axios.post(`${api}/updates`, { text: SECRETS.join('\n'), impact: NASTY }, { headers });
  const said = await product.muster('note', id, `${SECRETS.join(' ')}\n${NASTY}`, '--as', 'otto');
  expect(said.code).toBe(0);
  const resolution = `${NASTY} ${SECRETS.join(' ')}`;
  await axios.post(`${api}/resolve`, { resolution, rootCause: resolution, override: resolution }, { headers });
  await until('the invitation', () => product.lines(id).find(({ key }) => key.startsWith('invite:')), {
    withinMs: 60_000,
  });

  const told = {
    outbox: product
      .lines(id)
      .map(({ text }) => text)
      .join('\n'),
    show: (await product.muster('show', id)).out,
    timeline: (await product.muster('timeline', id)).out,
    list: (await product.muster('list', '--all')).out,
    view: JSON.stringify((await axios.get<object>(api, { headers })).data),
    record: (await axios.get<string>(`${api}/record.md`, { headers })).data,
    draft: (await axios.get<string>(`${api}/post-mortem.md`, { headers })).data,
    metrics: (await axios.get<string>(`${product.url}/metrics`)).data,
  };
  for (const [exit, text] of Object.entries(told)) {
    expect([exit, text.length > 0]).toEqual([exit, true]);
    expect([exit, CANARIES.exec(text)]).toEqual([exit, null]);
    // Nothing that a terminal or a reader acts on, and nobody who would be called.
    expect([exit, /(?![\n\t])[\p{Cc}\p{Cf}]/u.exec(text)?.[0]]).toEqual([exit, undefined]);
    // The marks of the parts that Muster keeps up to date are its own.
    expect([exit, /@(channel|here)\b|<(?!!-- \/?muster)[!@]/i.exec(text)?.[0]]).toEqual([exit, undefined]);
    expect([exit, /\]\(https?:|<https?:/.exec(text)?.[0]]).toEqual([exit, undefined]);
  }
  // A template is filled in once; what looks like a blank in a text stays what it is.
  expect(told.outbox).toContain('{{lead}}');
  expect(told.record).not.toMatch(/^# heading/m);

  const files = filesIn(product.home);
  expect(files.map((file) => file.slice(product.home.length + 1))).toEqual(
    expect.arrayContaining(['outbox.jsonl', 'temporal.db', 'worker.log', 'http.log', `records/${id}.jsonl`]),
  );
  // The database with its write-ahead log holds every history: what is in there once can't be taken back.
  const leaks = files.filter((file) => CANARIES.test(readFileSync(file, 'latin1')));
  expect(leaks).toEqual([]);
  expect(inside.visits()).toBe(0);
}, 180_000);
