import { createMailCheck } from '../../../../activities/adapters/mail/check';
import type { SmtpOptions } from '../../../../activities/adapters/mail/smtp-session';
import { type FakeMailOptions, FakeMailServer } from '../../../fakes/mail/fake-mail-server';
import { guideWith } from '../../../support/virtual-clock';
import { found } from '../found';
import { type AddressInfo, createServer, type Server } from 'node:net';

const ACCOUNT = { user: 'muster', password: 'canary-7d1f-secret' };

const FROM = { name: 'Muster', address: 'alerts@muster.example' };

let server: FakeMailServer;

const begin = async (options: FakeMailOptions = {}) => {
  server = await FakeMailServer.start(options);
};

afterEach(() => server.stop());

const policyTo = (...addresses: string[]) =>
  guideWith(({ communication }) => {
    communication.stakeholders.addresses = addresses;
  });

const POLICY = policyTo('stakeholders@company.example', 'engineering-manager', 'board@company.example');

const checked = (smtp: Partial<SmtpOptions> = {}, policy = POLICY) =>
  found(
    createMailCheck({
      smtp: { host: '127.0.0.1', port: server.port, tls: 'none', withinMs: 5_000, ...smtp },
      from: FROM,
    }),
    policy,
  );

test('the server, the login, the sender and the stakeholders’ addresses; no mail is sent', async () => {
  await begin(ACCOUNT);
  expect(await checked(ACCOUNT)).toEqual([
    `ok mail: 127.0.0.1:${server.port} answers without encryption and accepts the login`,
    'ok mail, sender alerts@muster.example: accepted',
    'ok mail, stakeholders: the server accepts email for stakeholders@company.example, board@company.example',
  ]);
  expect(server.received).toEqual([]);
  expect(server.named).toEqual([FROM.address, 'stakeholders@company.example', 'board@company.example']);
});

test('without a login, and with stakeholders that only the directory knows', async () => {
  await begin();
  expect(await checked({}, policyTo('engineering-manager'))).toEqual([
    `ok mail: 127.0.0.1:${server.port} answers without encryption; no login is set`,
    'ok mail, sender alerts@muster.example: accepted',
  ]);
});

test('a wrong password is said, and not told', async () => {
  await begin(ACCOUNT);
  const wrong = checked({ ...ACCOUNT, password: 'wrong-canary' });
  await expect(wrong).rejects.toThrow(
    /^mail refused: 535 .*the server rejected the login: check the user and password in MUSTER_SMTP_URL/,
  );
  await expect(wrong).rejects.not.toThrow(/wrong-canary/);
});

test('a server that wants a login and gets none', async () => {
  await begin(ACCOUNT);
  expect((await checked())[1]).toMatch(/^error mail, sender alerts@muster.example: refused: 530 /);
});

test('a sender that is refused: nobody is named to the server', async () => {
  await begin();
  server.senderRefusals.set(FROM.address, { code: 553, words: '5.7.1 not owned by user' });
  expect((await checked()).slice(1)).toEqual([
    'error mail, sender alerts@muster.example: refused: 553 5.7.1 not owned by user: correct MUSTER_MAIL_FROM, or allow the login to send as this address',
  ]);
  expect(server.named).toEqual([FROM.address]);
  server.senderRefusals.set(FROM.address, { code: 451, words: '4.7.1 later' });
  expect((await checked()).at(-1)).toBe(
    'note mail, sender alerts@muster.example: temporarily refused: 451 4.7.1 later',
  );
});

test('stakeholders who are refused or put off', async () => {
  await begin();
  server.refusals.set('stakeholders@company.example', { code: 554, words: '5.7.1 relay access denied' });
  server.refusals.set('board@company.example', { code: 450, words: '4.2.0 greylisted' });
  expect((await checked()).slice(2)).toEqual([
    'error mail, stakeholder stakeholders@company.example: refused: 554 5.7.1 relay access denied',
    'note mail, stakeholder board@company.example: temporarily refused: 450 4.2.0 greylisted',
  ]);
});

test('a certificate that nobody vouches for, by STARTTLS and from the first byte', async () => {
  await begin();
  await expect(checked({ tls: 'required' })).rejects.toThrow(
    /certificate.*: correct the host in MUSTER_SMTP_URL, or set NODE_EXTRA_CA_CERTS/,
  );
  await server.stop();
  await begin({ secure: true });
  await expect(checked({ tls: 'implicit' })).rejects.toThrow(/certificate.*NODE_EXTRA_CA_CERTS/);
});

test('no STARTTLS where it is needed', async () => {
  await begin({ disabledCommands: ['STARTTLS'] });
  await expect(checked({ tls: 'required' })).rejects.toThrow(/STARTTLS/);
});

describe('where no mail server is', () => {
  let other: Server;
  const listen = async (greeting: string | undefined): Promise<number> => {
    other = createServer((socket) => {
      socket.on('error', () => undefined);
      if (greeting !== undefined) socket.end(greeting);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    return (other.address() as AddressInfo).port;
  };

  test('nobody answers', async () => {
    await begin();
    await expect(checked({ port: 1 })).rejects.toThrow(/^mail is not available: .*ECONNREFUSED/);
  });

  test('something else does', async () => {
    await begin();
    const port = await listen('HTTP/1.1 400 Bad Request\r\n\r\n');
    await expect(checked({ port })).rejects.toThrow(/^mail .*(Invalid greeting|HTTP\/1.1 400)/);
    other.close();
  });

  test('nothing is said', async () => {
    await begin();
    const port = await listen(undefined);
    await expect(checked({ port, withinMs: 300 })).rejects.toThrow(/^mail is not available: /);
    other.close();
  });
});

test('not configured', async () => {
  await begin();
  expect(await found(createMailCheck(undefined))).toEqual([
    'note mail: not configured, so emails and invitations go to the outbox',
  ]);
});
