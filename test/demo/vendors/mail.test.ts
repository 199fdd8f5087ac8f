import { createMail } from '../../../activities/adapters/mail';
import { mail } from '../../../demo/vendors/mail';
import { StartRefused } from '../../../launcher/refusal';
import { readMailSettings } from '../../../activities/adapters/mail/settings';
import { INCIDENT_ID } from './setup';
import { onStage } from './on-stage';

const TO_ALL = { incidentId: INCIDENT_ID, key: 'initial:mail', kind: 'initial', to: ['all@company.com'] } as const;

it('a mail is told by whom it reached, by which effect it is, and with its text', async () => {
  const stage = await onStage([mail]);
  const { home, receiving, directory } = stage;
  try {
    const settings = readMailSettings(receiving.settings);
    if (settings === undefined) throw new Error('the settings name no mail server');
    const { mailer, calendar, channel } = createMail({ ...settings, home, directory });
    await mailer.send({ ...TO_ALL, to: [...TO_ALL.to], subject: 'INCIDENT', text: 'It is down' });
    const [kwame, ingrid] = [stage.person('kwame-mensah'), stage.person('ingrid-solberg')];
    const addresses = [kwame, ingrid].map(({ name, contactPoints }) => ({
      name,
      address: contactPoints.find((point) => point.channel === 'email')?.address ?? '',
    }));
    await calendar.invite({
      ...{ incidentId: INCIDENT_ID, key: 'invite:0', kind: 'invitation', subject: 'Post-mortem', text: 'Come' },
      to: addresses,
      uid: 'a',
      sequence: 0,
      startsAt: 0,
      lastsMs: 1,
      ics: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
    });
    const page = { incidentId: INCIDENT_ID, key: 'page:P1:0m:cto:1', kind: 'page', text: 'Called', roles: [] } as const;
    await channel.send({ ...page, roles: [], to: kwame }, addresses[0]?.address ?? '');
    const sent = receiving.sent();
    expect(sent).toMatchObject([
      { key: 'initial:mail', port: 'mail', to: ['all@company.com'], subject: 'INCIDENT', incidentId: INCIDENT_ID },
      { key: 'invite:0', port: 'calendar', to: ['kwame-mensah', 'ingrid-solberg'], device: 'mailbox' },
      { key: 'page:P1:0m:cto:1', port: 'page', to: ['kwame-mensah'], vendor: 'Mail' },
    ]);
    expect(sent[0]?.text).toContain('It is down');
  } finally {
    await stage.close();
  }
});

it('a mail of which there is no note is known by its Message-ID, so that the same twice is seen', async () => {
  const stage = await onStage([mail]);
  const { home, receiving, directory } = stage;
  try {
    const settings = readMailSettings(receiving.settings);
    if (settings === undefined) throw new Error('the settings name no mail server');
    // Each has another home, as if the note had been lost before the second.
    for (const lost of ['a', 'b'])
      await createMail({ ...settings, home: `${home}/${lost}`, directory }).mailer.send({
        ...TO_ALL,
        to: [...TO_ALL.to],
        subject: 'INCIDENT',
        text: 'It is down',
      });
    const sent = receiving.sent();
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  } finally {
    await stage.close();
  }
});

describe('where the packages of its server are not installed', () => {
  afterEach(() => jest.dontMock('smtp-server'));

  it.each([
    ["Cannot find module 'smtp-server'", 'MODULE_NOT_FOUND', /needs the development packages.*npm ci/, true],
    ["Cannot find package 'mailparser' imported from x", 'ERR_MODULE_NOT_FOUND', /needs the development/, true],
    ["Cannot find module 'something-else'", 'MODULE_NOT_FOUND', /something-else/, false],
    ["'smtp-server' is broken", 'EIO', /is broken/, false],
  ])('%s (%s)', async (said, code, words, isOwn) => {
    jest.resetModules();
    jest.doMock('smtp-server', () => {
      throw Object.assign(new Error(said), { code });
    });
    const refused = await mail.start([]).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(refused)).toMatch(words);
    expect(refused instanceof StartRefused).toBe(isOwn);
  });
});
