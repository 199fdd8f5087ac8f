import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createHttpServer } from '../../../client/http/server';
import { addSlack } from '../../../client/http/slack/routes';
import type { By, Declaring, IncidentClient } from '../../../client/incidents/api';
import { openSlack } from '../../../client/slack/open';
import { createSlack } from '../../../activities/adapters/slack';
import type { MessageKind, Outgoing } from '../../../activities/ports';
import { createDirectory } from '../../../directory/directory';
import type { Deed } from '../../../domain/state/acts';
import { FakeSlack, type FakeSlackOptions } from '../../fakes/slack/fake-slack';
import { aMember, byHttp } from '../../fakes/slack/members';
import type { FakeMessage } from '../../fakes/slack/workspace';
import { fakeIncidents, openDoors, shippedPolicy } from '../../support/client';

export const INCIDENT = 'release-manager-7f3k2a9q-x4tm';
export const SECRET = 'signing-secret-0123456789';

/** Waits until something that happens after Slack's answer is there. */
export async function until<Found>(look: () => Found | undefined): Promise<Found> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await pause(5);
  }
}

const directory = createDirectory({
  data: {
    people: [
      {
        id: 'kwame',
        name: 'Kwame Mensah',
        access: 'responder',
        contactPoints: [{ channel: 'slack', address: 'U0KWAME01' }],
      },
      { id: 'priya', name: 'Priya Raman', contactPoints: [{ channel: 'slack', address: '@priya' }] },
      { id: 'mei-lin', name: 'Mei-Lin Chen', contactPoints: [{ channel: 'email', address: 'mei-lin@example.com' }] },
      { id: 'omar', name: 'Omar', contactPoints: [{ channel: 'email', address: 'omar@example.com' }] },
    ],
  },
});

/** What reached the incidents: acts, with who did them. */
export interface Recorded {
  acts: { ref: string; by: By; deed: Deed }[];
  declared: { by: By; declaring: Declaring }[];
}

/** A Slack workspace, the HTTP side of Muster with its doors for Slack, and incidents that only write down. */
export async function aSystem(changed: Partial<IncidentClient> = {}, fakeOptions: FakeSlackOptions = {}) {
  const fake = await FakeSlack.start(fakeOptions);
  const { workspace } = fake;
  workspace.addUser({ id: 'U0KWAME01', name: 'kwame.m', realName: 'Kwame' });
  workspace.addUser({ id: 'U0PRIYA01', name: 'priya', realName: 'Priya' });
  workspace.addUser({ id: 'U0MEILIN1', name: 'mlc', realName: 'Mei-Lin', email: 'Mei-Lin@example.com' });
  workspace.addUser({ id: 'U0NOBODY1', name: 'nobody', realName: 'Nobody', email: 'nobody@example.com' });
  workspace.addUser({ id: 'U0OTHERCO', name: 'omar', realName: 'Omar', email: 'omar@example.com', isStranger: true });
  const recorded: Recorded = { acts: [], declared: [] };
  const incidents = fakeIncidents({
    act: (ref, by, deed) => {
      recorded.acts.push({ ref, by, deed });
      return Promise.resolve({ incidentId: INCIDENT, actId: by.actId ?? '', text: `Done: ${deed.do}.` });
    },
    declare: (by, declaring) => {
      recorded.declared.push({ by, declaring });
      return Promise.resolve({ address: INCIDENT.slice(0, -5), incidentId: INCIDENT });
    },
    ...changed,
  });
  const bugs: unknown[] = [];
  const troubles: string[] = [];
  const server = createHttpServer({ ...openDoors(), incidents });
  const settings = { token: fake.token, apiUrl: fake.apiUrl, signingSecrets: [SECRET] };
  const world = {
    incidents,
    directory,
    policies: shippedPolicy,
    onTrouble: (reason: string) => troubles.push(reason),
    onBug: (error: unknown) => bugs.push(error),
  };
  const handlers = openSlack({ settings, ...world });
  addSlack(server, { handlers, signingSecrets: [SECRET], onBug: world.onBug });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const outgoing = createSlack({
    token: fake.token,
    apiUrl: fake.apiUrl,
    directory,
    otherwise: { page: () => Promise.reject(new Error('nobody is paged another way')) },
  });
  const member = (id: string, delivery = byHttp(url, SECRET)) => aMember(fake, id, delivery);

  return {
    fake,
    recorded,
    bugs,
    troubles,
    server,
    url,
    handlers,
    member,
    kwame: member('U0KWAME01'),
    /** A message of Muster in the channel. */
    posted: async (kind: MessageKind, more: Pick<Outgoing, 'mayGoPublic'> = {}): Promise<FakeMessage> => {
      const message = { incidentId: INCIDENT, kind, subject: 'INCIDENT', text: 'It is down', ...more };
      await outgoing.chat.post({ ...message, key: `${kind}:chat`, to: ['#incidents'] });
      const found = workspace.messages.at(-1);
      if (found === undefined) throw new Error('nothing was posted');
      return found;
    },
    stop: async () => {
      await server.close();
      await fake.stop();
    },
  };
}

export type SystemUnderTest = Awaited<ReturnType<typeof aSystem>>;
