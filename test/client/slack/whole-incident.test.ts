import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../../../client/http/server';
import { addSlack } from '../../../client/http/slack/routes';
import { createIncidentClient } from '../../../client/incidents/client';
import type { IncidentClient } from '../../../client/incidents/api';
import { openSlack } from '../../../client/slack/open';
import { createSlack } from '../../../activities/adapters/slack';
import { createDirectory } from '../../../directory/directory';
import type { DirectoryInput } from '../../../directory/schema';
import { until } from '../../support/until';
import { FakeSlack } from '../../fakes/slack/fake-slack';
import { aMember, byHttp, type FakeMember } from '../../fakes/slack/members';
import { blockText } from '../../fakes/slack/page';
import { useTemporal } from '../../support/servers';
import { bundle } from '../../support/workflow-bundle';
import { createTestSystem, type TestSystem } from '../../support/time-skip-system';
import { openDoors, shippedPolicy } from '../../support/client';

const SECRET = 'signing-secret-0123456789';
const slackId = (id: string): string => `U0${id.toUpperCase().padEnd(6, '0')}`;
const person = (id: string, name: string, roles: string[]) => ({
  id,
  name,
  roles,
  contactPoints: [{ channel: 'slack' as const, address: slackId(id) }],
});
const people: DirectoryInput = {
  people: [
    person('vera', 'Vera', ['vp-engineering']),
    person('emil', 'Emil', ['engineering-manager']),
    person('dora', 'Dora', ['devops-lead']),
    person('otto', 'Otto', []),
    { ...person('cleo', 'Cleo', ['cto']), contactPoints: [{ channel: 'phone', address: '+1-555-0104' }] },
    person('carl', 'Carl', ['ceo']),
    person('dave', 'Dave', ['development-team']),
  ],
  rotations: [
    {
      id: 'rota',
      role: 'on-call-engineer',
      layers: [
        {
          id: 'first',
          people: ['otto'],
          zone: 'UTC',
          handOver: { every: 'daily', at: '09:00' },
          startsOn: '2026-01-01',
        },
      ],
    },
  ],
};

let stop: () => Promise<void>;
// Before the server's own: workers hold its connection.
afterAll(() => stop());
const temporal = useTemporal();
let fake: FakeSlack;
let system: TestSystem;
let incidents: IncidentClient;
let otto: FakeMember;
let vera: FakeMember;
const bugs: unknown[] = [];

beforeAll(async () => {
  fake = await FakeSlack.start();
  for (const { id, name } of people.people) fake.workspace.addUser({ id: slackId(id), name: id, realName: name });
  const directory = createDirectory({ data: people });
  system = createTestSystem(({ pager: otherwise }) => ({
    directory,
    ...createSlack({ token: fake.token, apiUrl: fake.apiUrl, directory, otherwise }),
  }));
  const workers = await system.startWorkers(temporal.nativeConnection, await bundle());
  incidents = createIncidentClient({
    client: temporal.client,
    ground: { policies: shippedPolicy(), directory },
    continueAfterEvents: 4_000,
  });
  const server = createHttpServer({ ...openDoors(), incidents });
  const settings = { token: fake.token, apiUrl: fake.apiUrl, signingSecrets: [SECRET] };
  const onBug = (error: unknown) => bugs.push(error);
  const handlers = openSlack({ settings, incidents, directory, policies: shippedPolicy, onTrouble: onBug, onBug });
  addSlack(server, { handlers, signingSecrets: [SECRET], onBug });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  otto = aMember(fake, slackId('otto'), byHttp(url, SECRET));
  vera = aMember(fake, slackId('vera'), byHttp(url, SECRET));
  stop = async () => {
    await server.close();
    await workers.stop();
    system.remove();
    await fake.stop();
  };
});

const channel = () => fake.workspace.shown(fake.workspace.channelNamed('incidents').id);
const text = (message: ReturnType<typeof channel>[number] | undefined): string =>
  message?.blocks.map(blockText).join('\n') ?? '';
const root = () => channel()[0];
const heard = (count: number) => until('a private word', () => Promise.resolve(otto.heard()[count - 1]));

/** Both see that nothing is public, and send words of their own at the same time. */
async function bothPublish(id: string): Promise<void> {
  const message = await until('the button', () =>
    Promise.resolve(text(root()).includes('[Publish…]') ? root() : undefined),
  );
  const [forms, ottoHeard] = [fake.workspace.views.length, otto.heard().length];
  for (const member of [otto, vera]) await member.press(message, 'muster:publish');
  await until('both forms', () => Promise.resolve(fake.workspace.views[forms + 1]));
  await Promise.all([
    otto.submit(otto.modal(), { impact: 'Nobody can deploy.' }),
    vera.submit(vera.modal(), { impact: 'Deployments fail.' }),
  ]);
  const answers = await until('both answers', () => {
    const said = [...otto.heard().slice(ottoHeard), ...vera.heard()];
    return Promise.resolve(said.length === 2 ? said.sort() : undefined);
  });
  expect(answers[0]).toBe('It is on its way to the status page.');
  expect(answers[1]).toMatch(/^(Otto|Vera) has already published\./);
  const onPage = () =>
    system.lines().filter(({ incidentId, key }) => incidentId === id && /^status-page:1:(?!ask)/.test(key));
  await until('the page', () => onPage()[0]);
  expect(onPage().map(({ key }) => key)).toEqual(['status-page:1:opened']);
  const words = (await incidents.show(id)).statusPage;
  expect(words).toMatchObject({ state: 'open', by: answers[1]?.startsWith('Otto') ? 'otto' : 'vera' });
}

it('a P1 is declared, acknowledged, told and resolved without leaving Slack', async () => {
  await otto.type('declare Nobody can deploy');
  await until('the form', () => Promise.resolve(fake.workspace.views[0]));
  await otto.submit(otto.modal(), { title: 'Nobody can deploy', severity: 'P1' });
  const id = /Declared (\S+)\./.exec(await heard(1))?.[1] ?? '';

  const message = await until('the incident’s message', () => Promise.resolve(root()));
  expect(text(message)).toContain('Nobody can deploy');
  const paged = ['vera', 'emil', 'dora', 'otto'].map((who) => fake.workspace.directWith(slackId(who)).id);
  await until('the pages', () =>
    Promise.resolve(
      paged.every((dm) => fake.workspace.shown(dm).some((page) => text(page).includes('Acknowledge'))) || undefined,
    ),
  );

  const page = fake.workspace.shown(fake.workspace.directWith(slackId('otto')).id)[0];
  if (page === undefined) throw new Error('Otto was not paged');
  await otto.press(page, 'muster:acknowledge');
  await heard(2);
  expect(await incidents.show(id)).toMatchObject({ lead: 'otto', acknowledgedBy: ['otto'] });

  await otto.press(message, 'muster:update');
  await until('the form', () => Promise.resolve(fake.workspace.views[1]));
  await otto.submit(otto.modal(), { text: 'Rolling back <!channel>' });
  await heard(3);
  await until('the update', () => Promise.resolve(text(root()).includes('Rolling back') || undefined));
  // Nobody's words are markup; the bridge is a link.
  expect(JSON.stringify(root()?.blocks)).not.toMatch(/<(?!https:)/);

  await bothPublish(id);

  await otto.press(message, 'muster:tick');
  await until('the form', () => Promise.resolve(fake.workspace.views[4]));
  const [items] = otto
    .modal()
    .blocks.flatMap((block) =>
      block.type === 'input' && block.element.type === 'static_select' ? [block.element.options] : [],
    );
  await otto.submit(otto.modal(), { item: items?.[0]?.value ?? '', evidence: 'looked' });
  await heard(5);

  await otto.press(message, 'muster:resolve');
  await until('the form', () => Promise.resolve(fake.workspace.views[5]));
  await otto.submit(otto.modal(), { resolution: 'rolled back' });
  // The checklist is not done: said to him alone.
  expect(await heard(6)).toMatch(
    /^Still open: .* Open the form again and fill in “Open checklist items: why resolve anyway\?”\.$/,
  );
  expect((await incidents.show(id)).status).not.toBe('resolved');

  await otto.type(`resolve ${id}`);
  await until('the form', () => Promise.resolve(fake.workspace.views[6]));
  await otto.submit(otto.modal(), { resolution: 'rolled back', rootCause: 'a query', override: 'it is 3 am' });
  await heard(7);
  await until('the end', () => Promise.resolve(text(root()).includes('RESOLVED') || undefined));
  expect(text(root())).not.toContain('[Acknowledge]');
  expect(channel().filter(({ isBroadcast }) => isBroadcast)).toHaveLength(1);

  // An invitation has one key and several recipients.
  const effects = fake.workspace.messages.map(({ channel: at, metadata }) => JSON.stringify([at, metadata]));
  expect(new Set(effects).size).toBe(effects.length);
  expect(bugs).toEqual([]);
  console.info(`${effects.length} effects, each once:\n${text(root())}\n\n${otto.heard().join('\n')}\n\n${text(page)}`);
});
