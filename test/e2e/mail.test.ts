import { Refused } from '../../client/errors';
import type { Deed } from '../../domain/state/acts';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { System } from '../support/system';
import { until } from '../support/until';
import type { Received } from '../fakes/mail/page';
import { MailServer } from './mail-server';

const SPEED = 60;

/** What a calendar's own parser reads; it is an ECMAScript module. */
async function eventIn({ mail: { attachments } }: Received): Promise<(name: string) => string> {
  const { default: ICAL } = await import('ical.js');
  const file = String(attachments.find(({ contentType }) => contentType.includes('calendar'))?.content);
  const event = new ICAL.Component(ICAL.parse(file) as unknown[]).getFirstSubcomponent('vevent');
  return (name) => String(event?.getFirstPropertyValue(name));
}

describe('the mails of a P1 of the built product', () => {
  let mail: MailServer;
  let system: System;

  beforeAll(async () => {
    mail = await MailServer.start();
    system = await System.start({ speed: SPEED, env: mail.settings });
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await mail.stop();
  });

  test('are one thread, each arrives once although the server was away, and a meeting held early leaves calendars', async () => {
    const group = alertGroup('P1');
    await system.incidents.alertsArrived(arrivedFrom(group.firing()));
    const arrived = (what: string, isIt: (received: Received) => boolean): Promise<Received> =>
      until(what, () => mail.received.find(isIt));
    const withSubject =
      (words: RegExp) =>
      ({ mail: { subject } }: Received): boolean =>
        words.test(subject ?? '');
    const does = (person: string, deed: Deed) => system.incidents.act(group.address, { person, via: 'test' }, deed);

    const initial = await arrived('the first mail', withSubject(/^INCIDENT: Release Manager/));
    expect(initial.to).toEqual(['stakeholders@company.com']);
    await does('otto', { do: 'acknowledge' });

    await mail.goesAway();
    await does('otto', { do: 'update', text: 'Logins fail since 14:20' });
    await until('an update that could not be mailed', async () => {
      const { effects } = await system.state(group.address);
      return Object.entries(effects).find(([key, { status }]) => /^update:.*:mail$/.test(key) && status === 'failed');
    });
    await mail.comesBack();
    const update = await arrived(
      'the update',
      ({ mail: { text } }) => text?.includes('Logins fail since 14:20') === true,
    );
    expect(update.mail.inReplyTo).toBe(initial.mail.messageId);

    await does('emil', { do: 'decide', choice: 'fix-forward', reason: 'One line.' });
    await does('otto', { do: 'status', status: 'monitoring' });
    await system.incidents.alertsArrived(arrivedFrom(group.clear()));
    for (const { id } of system.pinned.policy.checklists.immediate.items)
      await does('otto', { do: 'tick', item: id, evidence: 'seen' }).catch((error: unknown) => {
        if (!(error instanceof Refused) || !/already ticked|follows its probe/.test(error.message)) throw error;
      });
    await does('otto', { do: 'resolve', resolution: 'It is as it was.', override: 'A test.' });
    const resolved = await arrived('the last word', withSubject(/RESOLVED/i));
    expect(resolved.mail.references).toContain(initial.mail.messageId);

    const invitation = await arrived('the invitation', ({ raw }) => raw.includes('text/calendar'));
    const event = await eventIn(invitation);
    expect(event('summary')).toContain('Post-mortem');
    expect(event('sequence')).toBe('0');
    expect(invitation.to).toEqual(expect.arrayContaining(['otto@example.com', 'emil@example.com']));

    const held = { person: 'otto', via: 'test' };
    await system.incidents.postMortemAct(group.address, held, { do: 'hold' });
    const cancellation = await arrived('the cancellation', ({ raw }) => raw.includes('METHOD:CANCEL'));
    const cancelled = await eventIn(cancellation);
    expect([cancelled('uid'), cancelled('sequence'), cancelled('status')]).toEqual([event('uid'), '1', 'CANCELLED']);
    expect([...cancellation.to].sort()).toEqual([...invitation.to].sort());

    const ids = mail.received.map(({ mail: { messageId }, to }) => `${messageId ?? ''} to ${to.join()}`);
    expect(ids).toHaveLength(new Set(ids).size);
    expect(system.workerLog()).not.toContain('smtp-7d20');
  }, 180_000);
});
