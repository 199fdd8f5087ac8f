import { type ActionName, ACTIONS } from '../../../../client/actions/incident-actions';
import { createHttpServer } from '../../../../client/http/server';
import type { IncidentClient } from '../../../../client/incidents/api';
import { createDirectory } from '../../../../directory/directory';
import { POST_MORTEM_DEEDS } from '../../../../domain/post-mortem/acts';
import { DEEDS } from '../../../../domain/state/acts';
import { anOpenGate, fakeIncidents, NOW, openDoors } from '../../../support/client';
import { muster } from '../../cli/command-line';
import { join } from 'node:path';

interface Row {
  action: ActionName | 'declare';
  /** The command line without `muster` and, where there is one already, the incident. */
  cli: string[];
  /** The path below the incident, where it names something. */
  path?: string;
  body?: object;
}

/** One example of everything that a person can do. */
const TABLE: Row[] = [
  { action: 'declare', cli: ['declare', 'Logins fail'], body: { title: 'Logins fail' } },
  {
    action: 'declare',
    cli: [
      ...['declare', 'Logins fail', '--severity', 'P2', '--service', 'release-manager', '--impact', 'all of Europe'],
      ...['--fact', 'usersAffectedPercent=40%', '--fact', 'dataLoss', '--fact', 'cosmetic=false'],
    ],
    body: {
      title: 'Logins fail',
      severity: 'P2',
      service: 'release-manager',
      impact: 'all of Europe',
      facts: { usersAffectedPercent: 40, dataLoss: true, cosmetic: false },
    },
  },
  { action: 'acknowledge', cli: ['ack'] },
  { action: 'join', cli: ['join'] },
  { action: 'decline', cli: ['decline'] },
  { action: 'decline', cli: ['decline', '--reason', 'on a plane'], body: { reason: 'on a plane' } },
  { action: 'assign', cli: ['assign', 'priya'], body: { person: 'priya' } },
  {
    action: 'update',
    cli: ['update', 'Rolling back', '--impact', 'logins'],
    body: { text: 'Rolling back', impact: 'logins' },
  },
  { action: 'update', cli: ['update', 'Rolling back'], body: { text: 'Rolling back' } },
  { action: 'note', cli: ['note', 'looking'], body: { text: 'looking' } },
  {
    action: 'severity',
    cli: ['severity', 'P2', '--reason', 'one region'],
    body: { severity: 'P2', reason: 'one region' },
  },
  { action: 'status', cli: ['status', 'identified', 'an index'], body: { status: 'identified', text: 'an index' } },
  { action: 'status', cli: ['status', 'monitoring'], body: { status: 'monitoring' } },
  { action: 'task', cli: ['task', 'stabilize', 'done'], path: 'tasks/stabilize', body: { outcome: 'done' } },
  {
    action: 'task',
    cli: ['task', 'join:devops-lead', 'skip', '--reason', 'on a plane'],
    path: 'tasks/join:devops-lead',
    body: { outcome: 'skipped', reason: 'on a plane' },
  },
  {
    action: 'checklist',
    cli: ['tick', 'dashboard-green', '--evidence', 'looked'],
    path: 'checklist/dashboard-green',
    body: { state: 'ticked', evidence: 'looked' },
  },
  {
    action: 'checklist',
    cli: ['untick', 'dashboard-green', '--reason', 'one is red'],
    path: 'checklist/dashboard-green',
    body: { state: 'open', reason: 'one is red' },
  },
  {
    action: 'decide',
    cli: ['decide', 'roll-back', '--to', 'v1', '--reason', 'it broke'],
    body: { choice: 'roll-back', to: 'v1', reason: 'it broke' },
  },
  {
    action: 'decide',
    cli: ['decide', 'fix-forward', '--reason', 'nobody answers', '--break-glass'],
    body: { choice: 'fix-forward', reason: 'nobody answers', breakGlass: true },
  },
  {
    action: 'escalate',
    cli: ['escalate', '--role', 'development-team', '--reason', 'the author'],
    body: { role: 'development-team', reason: 'the author' },
  },
  { action: 'bridge', cli: ['bridge'] },
  { action: 'bridge', cli: ['bridge', 'https://meet.example/1'], body: { url: 'https://meet.example/1' } },
  {
    action: 'over',
    cli: ['over', 'Queue is full', '--reason', 'it is silenced'],
    body: { alert: 'Queue is full', reason: 'it is silenced' },
  },
  { action: 'statusPage', cli: ['publish'], body: { state: 'published' } },
  {
    action: 'statusPage',
    cli: ['publish', '--impact', 'Nobody can create a release.'],
    body: { state: 'published', impact: 'Nobody can create a release.' },
  },
  {
    action: 'statusPage',
    cli: ['publish', '--first'],
    body: { state: 'published', first: true },
  },
  {
    action: 'statusPage',
    cli: ['unpublish', '--reason', 'the wrong incident'],
    body: { state: 'withdrawn', reason: 'the wrong incident' },
  },
  {
    action: 'resolve',
    cli: ['resolve', 'rolled back', '--root-cause', 'an index', '--override', 'no dashboard'],
    body: { resolution: 'rolled back', rootCause: 'an index', override: 'no dashboard' },
  },
  { action: 'cancel', cli: ['cancel', '--reason', 'a test'], body: { reason: 'a test' } },
  { action: 'merge', cli: ['merge', 'aaaa', '--reason', 'the same'], body: { incident: 'aaaa', reason: 'the same' } },
  { action: 'postMortem', cli: ['post-mortem', 'hold'], body: { do: 'hold' } },
  { action: 'postMortem', cli: ['post-mortem', 'sign'], body: { do: 'sign' } },
  {
    action: 'postMortem',
    cli: ['post-mortem', 'move', '--at', '2026-12-01T14:00'],
    body: { do: 'move', at: '2026-12-01T14:00' },
  },
  {
    action: 'postMortem',
    cli: [
      'post-mortem',
      'item',
      'add',
      'Add the index',
      '--owner',
      'priya',
      '--due',
      '2026-12-31',
      '--priority',
      'high',
    ],
    body: { do: 'add-item', text: 'Add the index', owner: 'priya', due: '2026-12-31', priority: 'high' },
  },
  { action: 'postMortem', cli: ['post-mortem', 'item', 'done', 'a1'], body: { do: 'finish-item', item: 'a1' } },
  {
    action: 'postMortem',
    cli: ['post-mortem', 'tick', 'tests', '--evidence', 'build 5'],
    body: { do: 'tick', item: 'tests', evidence: 'build 5' },
  },
  {
    action: 'postMortem',
    cli: ['post-mortem', 'untick', 'tests', '--reason', 'failed'],
    body: { do: 'untick', item: 'tests', reason: 'failed' },
  },
  {
    action: 'postMortem',
    cli: ['post-mortem', 'skip', 'tests', '--reason', 'none'],
    body: { do: 'skip', item: 'tests', reason: 'none' },
  },
  { action: 'postMortem', cli: ['post-mortem', 'run', 'tests'], body: { do: 'run', item: 'tests' } },
  { action: 'postMortem', cli: ['post-mortem', 'note', 'moved'], body: { do: 'note', text: 'moved' } },
];

/** An incident client that only writes down what it was asked for. */
function recording() {
  const asked: unknown[][] = [];
  const answer = { incidentId: 'release-manager-7f3k2a9q-x4tm', actId: 'a', text: 'Done.' };
  const note =
    (name: string) =>
    (ref: string, by: { person: string }, ...rest: unknown[]) => {
      asked.push([name, ref, by.person, ...rest]);
      return Promise.resolve(answer);
    };
  const incidents: Partial<IncidentClient> = {
    declare: (by, declaration) => {
      asked.push(['declare', by.person, declaration]);
      return Promise.resolve({ incidentId: answer.incidentId, address: 'release-manager-7f3k2a9q' });
    },
    act: note('act'),
    merge: note('merge'),
    postMortemAct: note('post-mortem'),
  };
  return { asked, incidents };
}

const REF = 'x4tm';

/** The one that the command line reads. */
const SHIPPED_DIRECTORY = join(__dirname, '..', '..', '..', '..', 'examples', 'release-manager', 'directory.yaml');

const commandLine = ({ action, cli: [command = '', ...rest] }: Row): string[] =>
  action === 'declare' ? [command, ...rest] : [command, REF, ...rest];

const addressOf = ({ action, path }: Row): string =>
  action === 'declare' ? '/v1/incidents' : `/v1/incidents/${REF}/${path ?? ACTIONS[action].path}`;

test.each(TABLE.map((row): [string, Row] => [row.cli.join(' '), row]))(
  'muster %s is the same call as over HTTP, and from another machine',
  async (_line, row) => {
    const [byLine, byHttp, fromAfar] = [recording(), recording(), recording()];
    const { code, err } = await muster([...commandLine(row), '--as', 'tomasz-nowak'], {
      incidents: byLine.incidents,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });

    const directory = createDirectory({ file: SHIPPED_DIRECTORY });
    const serverOf = (incidents: Partial<IncidentClient>) =>
      createHttpServer({
        ...openDoors(),
        gate: anOpenGate(directory),
        directory,
        now: () => NOW,
        incidents: fakeIncidents(incidents),
      });
    const server = serverOf(byHttp.incidents);
    const answer = await server.inject({
      method: 'POST',
      url: addressOf(row),
      headers: { 'muster-as': 'tomasz-nowak' },
      ...(row.body !== undefined && { payload: row.body }),
    });
    expect(answer.statusCode).toBe(row.action === 'declare' ? 201 : 200);
    expect(byLine.asked).toHaveLength(1);
    expect(byHttp.asked).toEqual(byLine.asked);

    const elsewhere = serverOf(fromAfar.incidents);
    const url = await elsewhere.listen({ host: '127.0.0.1', port: 0 });
    const afar = await muster([...commandLine(row), '--as', 'tomasz-nowak', '--url', url], {
      connect: () => Promise.reject(new Error('this machine has no Temporal')),
    });
    await elsewhere.close();
    expect(afar).toMatchObject({ code: 0, err: '' });
    expect(fromAfar.asked).toEqual(byLine.asked);
  },
);

test('every action of the table, and everything that a person can do, has an example', () => {
  expect(new Set(TABLE.map(({ action }) => action))).toEqual(new Set(['declare', ...Object.keys(ACTIONS)]));
  const done = new Set(
    TABLE.map(({ action, body = {} }) => {
      if (action === 'checklist') return 'state' in body && body.state === 'ticked' ? 'tick' : 'untick';
      if (action === 'statusPage') return 'state' in body && body.state === 'published' ? 'publish' : 'unpublish';
      return action === 'postMortem' ? `post-mortem ${'do' in body ? String(body.do) : ''}` : action;
    }),
  );
  expect([...DEEDS].filter((deed) => !done.has(deed))).toEqual([]);
  expect([...POST_MORTEM_DEEDS].filter((deed) => !done.has(`post-mortem ${deed}`))).toEqual([]);
});
