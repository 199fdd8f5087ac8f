import fc from 'fast-check';
import { escapeHtml, htmlBody } from '../../../../activities/adapters/mail/content';
import { headerLine, isAddress } from '../../../../activities/adapters/mail/headers';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { invitation } from '../../../../activities/post-mortem/invitation';
import { describePeoplePort } from '../../../contracts/people.contract';
import type { FakeMailServer } from '../../../fakes/mail/fake-mail-server';
import { aMail, aMailbox, INCIDENT, kwame } from './setup';

const open: FakeMailServer[] = [];

const aBox = async (...options: Parameters<typeof aMailbox>) => {
  const box = await aMailbox(...options);
  open.push(box.fake);
  return box;
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((fake) => fake.stop()));
});

/** A calendar's own parser; it is an ECMAScript module. */
const eventIn = async (file: string) => {
  const { default: ICAL } = await import('ical.js');
  const event = new ICAL.Component(ICAL.parse(file) as unknown[]).getFirstSubcomponent('vevent');
  return (name: string): string => String(event?.getFirstPropertyValue(name));
};

const ics = (sequence = 0, cancelled = false): string =>
  invitation({
    uid: 'u@muster',
    sequence,
    title: 'Post-mortem',
    description: 'Why',
    startsAt: Date.UTC(2026, 0, 5, 15),
    lastsMs: 3_600_000,
    organizer: { name: 'Muster', address: 'alerts@muster.example' },
    attendees: [{ name: 'Kwame', address: 'kwame@example.com' }],
    ...(cancelled && { cancelled: 'for all' as const }),
  });

const aMeeting = (changed: object = {}) => ({
  ...aMail({ key: 'invite:0', kind: 'invitation', subject: 'Post-mortem' }),
  kind: 'invitation' as const,
  to: [{ name: 'Kwame', address: 'kwame@example.com' }],
  uid: 'u@muster',
  sequence: 0,
  startsAt: 0,
  lastsMs: 1,
  ics: ics(),
  ...changed,
});

type Mail = ReturnType<Awaited<ReturnType<typeof aMailbox>>['begin']>;

const WAYS: Record<
  string,
  (mail: Mail, at: { incidentId: string; key: string }, signal?: AbortSignal) => Promise<unknown>
> = {
  Mailer: ({ mailer }, at, signal) => mailer.send(aMail(at), signal),
  Calendar: ({ calendar }, at, signal) => calendar.invite(aMeeting(at), signal),
  Channel: ({ channel }, at, signal) =>
    channel.send({ ...aMail(at), to: kwame, roles: [] }, 'kwame@example.com', signal),
};

for (const [name, send] of Object.entries(WAYS)) {
  describePeoplePort(`${name} by mail`, () => {
    const box = aBox().then((begun) => ({ ...begun, mail: begun.begin() }));
    const sent = new Map<string, string>();
    return {
      send: async (incidentId, key, signal) => {
        const receipt = (await send((await box).mail, { incidentId, key }, signal)) as { reference: string };
        sent.set(receipt.reference, `${incidentId} ${key}`);
        return receipt;
      },
      effects: async () => (await box).fake.received.map(({ mail }) => sent.get(mail.messageId ?? '') ?? 'unknown'),
    };
  });
}

describe('a mail', () => {
  test('starts the thread of those who get it: what went to somebody else before is not theirs', async () => {
    const { fake, begin } = await aBox();
    await begin().mailer.send(aMail({ key: 'page:1', to: ['olga@example.com'] }));
    await begin().mailer.send(aMail());
    await begin().mailer.send(aMail({ key: 'update:2:mail', kind: 'update' }));
    const [, initial, update] = fake.received.map(({ mail }) => mail);
    expect(initial?.inReplyTo).toBeUndefined();
    expect(update?.inReplyTo).toBe(initial?.messageId);
  });

  test('is text and HTML, says what machine and incident it comes from, and threads', async () => {
    const { fake, begin } = await aBox();
    await begin().mailer.send(aMail());
    await begin().mailer.send(aMail({ key: 'update:2:mail', kind: 'update' }));
    const [first, second] = fake.received.map(({ mail }) => mail);
    expect(first?.messageId).toMatch(/^<[0-9a-f]{40}@muster\.example>$/);
    expect(first?.inReplyTo).toBeUndefined();
    expect(second?.inReplyTo).toBe(first?.messageId);
    expect(second?.references).toBe(first?.messageId);
    expect(first?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(fake.received[0]?.raw).toContain(`<${INCIDENT}.incidents.muster.example>`);
    expect(first?.text).toContain(aMail().text);
    // Stakeholders owe nothing and have no command line.
    expect(first?.text).not.toContain('muster ');
    expect(String(first?.html)).toContain('P1 · INVESTIGATING');
  });

  test('has the link of its only reader as a button, and no command beside it', async () => {
    const { fake, begin } = await aBox();
    const url = 'https://muster.example.com/a/token';
    const answer = { says: 'Acknowledge', command: 'muster ack x', url };
    const page = { ...aMail({ kind: 'page', text: `P1\nAcknowledge: ${url}` }), to: kwame, roles: [], answer };
    await begin().channel.send(page, 'kwame@example.com');
    const [received] = fake.received;
    expect(String(received?.mail.html)).toContain(`<a href="${url}"`);
    expect(received?.mail.text).not.toContain('muster ack');
  });

  test('can not be given a header or a recipient by its text', async () => {
    const { fake, begin } = await aBox();
    const evil = 'x\r\nBcc: evil@example.org\u2028X-Evil: 1\u0085\u0000';
    await begin().mailer.send(aMail({ subject: evil + 'y'.repeat(3_000), incidentId: `i\r\nX-Evil: 1` }));
    const [received] = fake.received;
    expect(received?.to).toEqual(['stakeholders@company.com']);
    expect(received?.mail.headers.has('x-evil')).toBe(false);
    expect(received?.mail.bcc).toBeUndefined();
    expect(received?.mail.subject?.length).toBeLessThanOrEqual(180);
  });

  test('goes to people and roles by the directory, and says whom it can not reach', async () => {
    const { fake, begin } = await aBox();
    const receipt = await begin().mailer.send(aMail({ to: ['approvers', 'list@company.com'] }));
    expect(fake.received[0]?.to).toEqual(['kwame@example.com', 'list@company.com']);
    expect(receipt.notReached).toEqual(['Nadia has no contact point "email"']);
    await expect(begin().mailer.send(aMail({ key: 'k', to: ['nadia'] }))).rejects.toBeInstanceOf(ProviderRejected);
    await expect(begin().mailer.send(aMail({ key: 'l', to: ['a@b\r\nRCPT TO:<c@d>'] }))).rejects.toThrow(
      'is not an email address',
    );
  });

  test('shows in the mailbox, where nothing in it can act', async () => {
    const { fake, begin } = await aBox();
    await begin().mailer.send(aMail({ subject: '<script>alert(1)</script>' }));
    const page = await (await fetch(fake.pageUrl)).text();
    expect(page).not.toContain('<script');
    expect(page).toContain('sandbox=""');
  });
});

describe('when the server refuses', () => {
  test('one of two: the other has it, and it is said who has not', async () => {
    const { fake, begin } = await aBox();
    fake.refusals.set('b@example.com', { code: 550, words: '5.1.1 no such user' });
    const receipt = await begin().mailer.send(aMail({ to: ['a@example.com', 'b@example.com'] }));
    expect(fake.received.map(({ to }) => to)).toEqual([['a@example.com']]);
    expect(receipt.notReached).toEqual([expect.stringMatching(/^b@example\.com: 550 5\.1\.1 no such user/)]);
  });

  test('one for now: only that one gets it later, in a new process too', async () => {
    const { fake, begin } = await aBox();
    fake.refusals.set('b@example.com', { code: 450, words: '4.2.0 greylisted' });
    const mail = aMail({ to: ['a@example.com', 'b@example.com'] });
    const failure = begin().mailer.send(mail);
    await expect(failure).rejects.toBeInstanceOf(ProviderUnavailable);
    await expect(failure).rejects.toMatchObject({ options: { retryAfterMs: 60_000 } });
    fake.refusals.clear();
    await begin().mailer.send(mail);
    expect(fake.received.map(({ to }) => to)).toEqual([['a@example.com'], ['b@example.com']]);
    expect(new Set(fake.received.map(({ mail: { messageId } }) => messageId)).size).toBe(1);
  });

  test('everybody: for good', async () => {
    const { fake, begin } = await aBox();
    fake.refusals.set('stakeholders@company.com', { code: 550, words: 'the list is closed' });
    const failure = begin().mailer.send(aMail());
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow('the list is closed');
  });

  test.each([
    [451, ProviderUnavailable],
    [554, ProviderRejected],
  ])('the text with a %d', async (code, kind) => {
    const { fake, begin } = await aBox();
    fake.failNext({ code, words: 'the reason is blue' });
    const failure = begin().mailer.send(aMail());
    await expect(failure).rejects.toBeInstanceOf(kind);
    await expect(failure).rejects.toThrow('the reason is blue');
  });

  test('a mail that is too big', async () => {
    const { begin } = await aBox({ maxBytes: 1_000 });
    await expect(begin().mailer.send(aMail({ text: 'x'.repeat(5_000) }))).rejects.toBeInstanceOf(ProviderRejected);
  });
});

describe('when the answer is lost', () => {
  test.each(['done-reset', 'done-hang'] as const)('the same Message-ID is sent again (%s)', async (fault) => {
    const { fake, begin } = await aBox();
    fake.failNext(fault);
    const failure = begin().mailer.send(aMail());
    await expect(failure).rejects.toBeInstanceOf(ProviderUnavailable);
    await expect(failure).rejects.toThrow('same Message-ID');
    await begin().mailer.send(aMail());
    expect(fake.received).toHaveLength(2);
    expect(fake.shown).toHaveLength(1);
  });

  test('but nothing is sent again once it was seen, by a new process either', async () => {
    const { fake, begin } = await aBox();
    const first = await begin().mailer.send(aMail());
    expect(await begin().mailer.send(aMail())).toEqual(first);
    expect(fake.received).toHaveLength(1);
    expect(fake.connections).toBe(1);
  });

  test('nobody at the address may pass, and a signal calls it off', async () => {
    const { fake, begin } = await aBox();
    const reason = new Error('superseded');
    const controller = new AbortController();
    fake.failNext('done-hang');
    const sending = begin({ withinMs: 60_000 }).mailer.send(aMail(), controller.signal);
    controller.abort(reason);
    await expect(sending).rejects.toBe(reason);
    const { port } = fake;
    const later = begin({ port });
    await fake.stop();
    open.length = 0;
    await expect(later.mailer.send(aMail())).rejects.toBeInstanceOf(ProviderUnavailable);
  });
});

describe('the connection', () => {
  const account = { user: 'muster', password: 'canary-7d1f-secret' };

  test('authenticates, and a wrong password is never repeated', async () => {
    const { fake, begin } = await aBox(account);
    await begin(account).mailer.send(aMail());
    expect(fake.received).toHaveLength(1);
    const failure: unknown = await begin({ ...account, password: 'wrong-canary' })
      .mailer.send(aMail({ key: 'k' }))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderRejected);
    expect(String(failure)).toContain('535');
    expect(String(failure)).not.toContain('wrong-canary');
  });

  test('is not used without STARTTLS where that is required, nor with a certificate that nobody vouches for', async () => {
    const without = await aBox({ disabledCommands: ['STARTTLS'] });
    await expect(without.begin({ tls: 'required' }).mailer.send(aMail())).rejects.toThrow(/STARTTLS/);
    const selfSigned = await aBox();
    await expect(selfSigned.begin({ tls: 'required' }).mailer.send(aMail())).rejects.toThrow(/certificate/);
    expect([...without.fake.received, ...selfSigned.fake.received]).toEqual([]);
  });
});

describe('an invitation by mail', () => {
  test('is a calendar part with its method and a file, from its organizer; moved and cancelled under its uid', async () => {
    const { fake, begin } = await aBox();
    const { calendar } = begin();
    expect(calendar.organizer?.address).toBe('alerts@muster.example');
    await calendar.invite(aMeeting());
    await calendar.invite(aMeeting({ key: 'invite:1', sequence: 1, ics: ics(1) }));
    await calendar.invite(aMeeting({ key: 'cancel:2', sequence: 2, ics: ics(2, true) }));
    const methods = fake.received.map(({ raw }) => /text\/calendar; charset=utf-8;\s+method=(\w+)/.exec(raw)?.[1]);
    expect(methods).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
    expect(fake.received[0]?.raw).toContain('multipart/alternative');
    const events = await Promise.all(
      fake.received.map(async ({ mail }) => {
        const file = mail.attachments.find(({ filename }) => filename === 'invite.ics');
        const valueOf = await eventIn(file?.content.toString('utf8') ?? '');
        return ['uid', 'sequence', 'organizer'].map((name) => valueOf(name).toLowerCase());
      }),
    );
    expect(events).toEqual([0, 1, 2].map((n) => ['u@muster', String(n), 'mailto:alerts@muster.example']));
  });

  test('is a file that a parser reads as it was meant, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (text) => {
        const title = text.replace(/\p{Cc}/gu, '_');
        const meeting = { uid: 'u', sequence: 1, title, description: 'd', startsAt: 0, lastsMs: 60_000, attendees: [] };
        const file = invitation(meeting);
        for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect((await eventIn(file))('summary')).toBe(title);
      }),
    );
  });
});

test('no text makes markup, a second line of a header, or an address of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(escapeHtml(text).replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<>&"']/);
      expect(headerLine(text)).not.toMatch(/[\r\n\u0085\u2028\u2029\0]/);
      if (isAddress(text)) expect(text).toMatch(/^[^\s<>]+@[^\s<>]+$/);
      const body = htmlBody({ incidentId: 'i', kind: 'initial', subject: text, text });
      expect(body).not.toMatch(/<(?!\/?(?:!doctype|html|head|meta|title|body|table|tr|td|div|strong|br)\b)/);
    }),
  );
});
