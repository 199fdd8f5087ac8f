import fs from 'node:fs';
import path from 'node:path';
import type { Outbox } from '../../activities/adapters/outbox';
import { createOutbox } from '../../activities/adapters/outbox';
import type { Receipt } from '../../activities/ports';
import { describePeoplePort } from './people.contract';
import { temporaryFolder } from '../support/temporary-folder';
import { statementOf } from './status-page.contract';

type Message = { incidentId: string; key: string; kind: 'notice'; text: string };

const ana = { id: 'ana', name: 'Ana', contactPoints: [{ channel: 'phone', address: '+1' }] };
const meeting = { uid: 'u', sequence: 0, startsAt: 0, lastsMs: 1, ics: '' };
const ticket = { title: 't', priority: 'high', labels: [], release: null };

const ports: Record<string, (outbox: Outbox, message: Message, signal?: AbortSignal) => Promise<Receipt>> = {
  Pager: ({ pager }, message, signal) => pager.page({ ...message, to: ana, roles: ['on-call'] }, signal),
  Chat: ({ chat }, message, signal) => chat.post({ ...message, to: ['#incidents'] }, signal),
  Mailer: ({ mailer }, message, signal) => mailer.send({ ...message, to: ['a@b.c'] }, signal),
  Bridge: ({ bridge }, { incidentId, key }, signal) => bridge.open({ incidentId, key, title: 't' }, signal),
  Tickets: ({ tickets }, message, signal) => tickets.create({ ...message, ...ticket }, signal),
  Calendar: ({ calendar }, message, signal) =>
    calendar.invite({ ...message, ...meeting, to: [{ name: 'Ana', address: 'a@b.c' }] }, signal),
  StatusPage: ({ statusPage }, message, signal) => statusPage.show(statementOf(message), signal),
  Deployments: ({ deployments }, { incidentId, key }, signal) =>
    deployments.rollBack({ incidentId, key, from: 'v2', to: 'v1' }, signal),
};

for (const [name, send] of Object.entries(ports)) {
  describePeoplePort(`${name} on the outbox`, () => {
    const home = temporaryFolder('outbox');
    const outbox = createOutbox({ home });
    return {
      send: (incidentId, key, signal) => send(outbox, { incidentId, key, kind: 'notice', text: 'hello' }, signal),
      effects: () => Promise.resolve(effectsIn(path.join(home, 'outbox.jsonl'))),
    };
  });
}

function effectsIn(file: string): string[] {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { incidentId, key } = JSON.parse(line) as Message;
    return `${incidentId} ${key}`;
  });
}
