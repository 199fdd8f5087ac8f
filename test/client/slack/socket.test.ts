import { setTimeout as pause } from 'node:timers/promises';
import { openSlackSocket, type SlackSocket } from '../../../client/slack/socket';
import { FakeSocket } from '../../fakes/slack/socket';
import { aSystem, INCIDENT, type SystemUnderTest } from './setup';

const APP_TOKEN = 'xapp-1-canary';

let wire: FakeSocket;
let system: SystemUnderTest;
let socket: SlackSocket;
const troubles: string[] = [];

beforeEach(async () => {
  wire = await FakeSocket.start();
  system = await aSystem({}, { appToken: APP_TOKEN, socketUrl: wire.url });
  troubles.length = 0;
});
afterEach(async () => {
  await socket.close();
  await system.stop();
  await wire.stop();
});

const open = (appToken = APP_TOKEN): void => {
  socket = openSlackSocket({
    appToken,
    apiUrl: system.fake.apiUrl,
    handlers: system.handlers,
    onTrouble: (reason) => troubles.push(reason),
    onBug: (error) => system.bugs.push(error),
    againAfterMs: 50,
  });
};

async function until<Found>(look: () => Found | undefined): Promise<Found> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await pause(5);
  }
}

it('brings buttons, forms and commands over Socket Mode as over HTTP', async () => {
  open();
  await wire.connected();
  const kwame = system.member('U0KWAME01', wire.delivery);
  await kwame.press(await system.posted('initial'), 'muster:acknowledge');
  await until(() => kwame.heard()[0]);
  await kwame.type('update x4tm');
  await until(() => system.fake.workspace.views[0]);
  expect(await kwame.submit(kwame.modal(), { text: '   ' })).toMatchObject({ response_action: 'errors' });
  await kwame.submit(kwame.modal(), { text: 'Better' });
  await until(() => kwame.heard()[1]);
  expect(await kwame.type('help')).toMatchObject({ response_type: 'ephemeral' });
  expect(system.recorded.acts).toMatchObject([
    { ref: INCIDENT, deed: { do: 'acknowledge' }, by: { person: 'kwame', via: 'slack' } },
    { ref: 'x4tm', deed: { do: 'update', text: 'Better' } },
  ]);
  expect(system.bugs).toEqual([]);
});

it('connects again when Slack hangs up', async () => {
  open();
  await wire.connected();
  wire.hangUp();
  await wire.connected(2);
  const kwame = system.member('U0KWAME01', wire.delivery);
  await kwame.type('ack x4tm');
  await until(() => kwame.heard()[0]);
  expect(system.recorded.acts).toHaveLength(1);
});

it('connects when Slack is back, and says meanwhile why it is not', async () => {
  for (let n = 0; n < 2; n += 1) system.fake.vendor.failNext('reset');
  open();
  await wire.connected();
  expect(troubles).toHaveLength(2);
  expect(troubles[0]).toContain('Can’t connect to Slack’s Socket Mode');
});

it('says that the token is wrong, without telling it', async () => {
  open('xapp-wrong');
  const reason = await until(() => troubles[0]);
  expect(reason).toContain('invalid_auth');
  expect(reason).not.toContain('xapp-wrong');
});

it('survives what makes no sense', async () => {
  open();
  await wire.connected();
  await wire.delivery.interaction({ type: 'block_actions' });
  expect(system.bugs).toEqual([]);
  expect(troubles).toHaveLength(1);
});
