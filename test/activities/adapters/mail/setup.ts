import { createMail, type MailOptions } from '../../../../activities/adapters/mail';
import type { Recipient } from '../../../../activities/ports';
import { type FakeMailOptions, FakeMailServer } from '../../../fakes/mail/fake-mail-server';
import { temporaryFolder } from '../../../support/temporary-folder';

export const INCIDENT = 'release-manager-7f3k2a9q-x4tm';

export const kwame: Recipient = {
  id: 'kwame',
  name: 'Kwame Mensah',
  contactPoints: [{ channel: 'email', address: 'kwame@example.com' }],
};

export const nadia: Recipient = {
  id: 'nadia',
  name: 'Nadia',
  contactPoints: [{ channel: 'phone', address: '+1-555' }],
};

const people = [kwame, nadia];

const directory = {
  person: (id: string) => Promise.resolve(people.find((person) => person.id === id)),
  whoIs: (role: string) => Promise.resolve({ people: role === 'approvers' ? people : [] }),
};

/** A mail server, and a way to begin adapters on it: each is what a new process would be, with the same home. */
export async function aMailbox(fakeOptions: FakeMailOptions = {}) {
  const fake = await FakeMailServer.start(fakeOptions);
  const home = temporaryFolder('mail');
  const begin = (smtp: Partial<MailOptions['smtp']> = {}) =>
    createMail({
      smtp: { host: '127.0.0.1', port: fake.port, tls: 'none', withinMs: 1_000, ...smtp },
      from: { name: 'Muster', address: 'alerts@muster.example' },
      home,
      directory,
    });
  return { fake, begin };
}

export const aMail = (changed: object = {}) => ({
  incidentId: INCIDENT,
  key: 'initial:mail',
  kind: 'initial' as const,
  subject: 'INCIDENT: Release Manager down',
  text: '# INCIDENT: Release Manager down\n\n**Severity**: P1\n**Status**: INVESTIGATING\n\n## Impact\nNobody can deploy',
  to: ['stakeholders@company.com'],
  severity: { name: 'P1', rank: 0 },
  ...changed,
});
