import type { Person } from '../../../directory/schema';
import type { SentMessage } from '../../../demo/messages';
import type { ReceivedAt } from '../../../demo/vendors/start';
import { START } from '../outcome';

export const INCIDENT_ID = 'release-manager-7f3k2a9q-x4tm';

export const PEOPLE: Person[] = [
  {
    id: 'kwame-mensah',
    name: 'Kwame Mensah',
    handle: 'kwame',
    roles: ['engineering-manager'],
    access: 'lead',
    contactPoints: [
      { channel: 'phone', address: '+1-555-0102' },
      { channel: 'slack', address: 'U0KWAMEMENSAH' },
    ],
  },
  {
    id: 'priya-raman',
    name: 'Priya Raman',
    roles: [],
    access: 'lead',
    contactPoints: [{ channel: 'slack', address: 'U0PRIYARAMAN' }],
  },
];

export const received = (changed: Partial<ReceivedAt> = {}): ReceivedAt => ({
  at: START,
  incidentId: INCIDENT_ID,
  key: 'page:P1:0m:engineering-manager:1',
  port: 'page',
  device: 'Slack',
  vendor: 'Slack',
  to: 'kwame-mensah',
  subject: 'P1',
  text: 'You are called',
  ...changed,
});

export const message = (changed: Partial<SentMessage> = {}): SentMessage => {
  const { at, to, ...rest } = received();
  return { ...rest, at: new Date(at).toISOString(), to: [to], kind: 'page', ...changed };
};

/** What had no vendor. */
export const inOutbox = (changed: Partial<SentMessage> = {}): SentMessage => {
  const { vendor: _vendor, device: _device, ...rest } = message(changed);
  return rest;
};
