/** How is a guide played that shares nothing with the shipped one: three severities, other roles, facts and steps? */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicy } from '../../policy/load';
import type { Policy } from '../../policy/schema';
import type { PersonId, Role } from '../../domain/state/vocabulary';
import { temporaryFolder } from './temporary-folder';

/** As much as a guide has to say, and little more. */
const OWN_GUIDE = `
name: ferry
version: 1.0.0
guide: ferry.guide.md
services: [{ name: booking, title: Booking }]
roles:
  lead: { title: In charge, assumption: ours }
  skipper: { title: Skipper, source: L1 }
  mate: { title: Mate, source: L1 }
  harbour: { title: Harbour Office, source: L1 }
settings:
  room: { title: The room, value: 'https://meet.example/ferry', source: L1 }
classification:
  facts:
    cabinsLost: { from: [cabins_lost], unit: percent, means: users-affected, source: L1 }
    moneyGone: { from: [], unit: flag, source: L1 }
  measured:
    - { severity: S1, when: { fact: moneyGone, is: true }, line: Money is gone, source: L1 }
    - { severity: S2, when: { fact: cabinsLost, over: 5 }, line: Cabins can not be booked, source: L1 }
  explicit: { labels: [severity], values: { severe: S1 }, source: L1 }
  wording: []
  unknown: { severity: S2, assumption: Somebody looks. }
correlation:
  groupBy: [service]
  flapping: { changes: 4, within: 15m, quietFor: 10m }
  lateWithin: 2m
  storm: { tellAtMost: 200, rememberAtMost: 2000 }
  assumption: ours
severities:
  S1:
    title: Adrift
    response: { within: 10m, source: L1 }
    team: { roles: [skipper, mate], quorum: all, chaseEvery: 10m, source: L1 }
    contact: { by: page, repeatEvery: 3m, whenUnanswered: next-column, idleAfter: 30m, source: L1 }
    escalation:
      - { after: 0m, roles: [skipper, mate], source: L1 }
      - { after: 20m, roles: [harbour], source: L1 }
    announce: { to: [channel, stakeholders], bridge: open, ticket: true, source: L1 }
    updates: { nudgeAfter: 10m, postAfter: 12m, to: [channel], source: L1 }
    actions: []
    investigates: true
    decision:
      briefAfter: 15m
      versionsReadAhead: 1m
      dueAfter: 40m
      extendBy: 10m
      extensions: 1
      approvers: [lead, harbour]
      nextAuthority: harbour
      whenUndecided: none
      persons: 1
      reopenedFor: 10m
      rollbackWithin: 10m
      source: L1
    stability: { watchFor: 20m, recoverWithin: 5m, source: L1 }
    gated: true
    postMortem: true
    logWatch: null
    ticket: { priority: urgent, labels: [ferry], release: null, source: L1 }
    endsWithTicket: false
  S2:
    title: Taking on water
    response: { within: 1h, source: L1 }
    team: { roles: [mate], quorum: any, chaseEvery: null, source: L1 }
    contact: { by: notice, repeatEvery: null, whenUnanswered: repeat, idleAfter: null, source: L1 }
    escalation: [{ after: 0m, roles: [mate], source: L1 }]
    announce: { to: [channel], bridge: none, ticket: true, source: L1 }
    updates: null
    actions: []
    investigates: false
    decision: null
    stability: null
    gated: false
    postMortem: false
    logWatch: null
    ticket: { priority: normal, labels: [ferry], release: null, source: L1 }
    endsWithTicket: false
  S3:
    title: Peeling paint
    response: { within: null, source: L1 }
    team: { roles: [], quorum: none, chaseEvery: null, source: L1 }
    contact: { by: none, repeatEvery: null, whenUnanswered: repeat, idleAfter: null, source: L1 }
    escalation: []
    announce: { to: [], bridge: none, ticket: true, source: L1 }
    updates: null
    actions: []
    investigates: false
    decision: null
    stability: null
    gated: false
    postMortem: false
    logWatch: null
    ticket: { priority: some day, labels: [ferry], release: null, source: L1 }
    endsWithTicket: true
communication:
  channel: { name: '#ferry', source: L1 }
  bridge: { setting: room, source: L1 }
  stakeholders: { addresses: [port@ferry.example], source: L1 }
  templates:
    bridge: { subject: 'Join: {{title}}', body: "{{severity}}: {{bridge}}\\n", source: L1 }
    initial: { subject: '{{title}}', body: "Severity: {{severity}}\\nUsers: {{usersAffected}}\\nLead: {{lead}}\\n", source: L1 }
    update: { subject: 'Update: {{title}}', body: "Severity: {{severity}}\\n{{sinceLast}}\\n", source: L1 }
    resolved: { subject: 'Over: {{title}}', body: "Severity: {{severity}}\\n{{resolution}}\\n{{postMortem}}\\n", source: L1 }
    brief: { subject: 'Decide: {{title}}', body: "{{severity}}\\n{{findings}}\\nDeployed: {{lastDeployment}}\\n", source: L1 }
statusPage:
  severities:
    S1: { opens: at-once, impact: critical, component: major-outage, says: '{{service}} is closed.', source: L1 }
  statuses: { investigating: investigating, identified: identified, mitigating: identified, monitoring: monitoring }
  updateEvery: null
  templates:
    title: '{{service}}'
    investigating: '{{impact}}'
    identified: '{{impact}}'
    monitoring: 'Fixed.'
    resolved: 'Over.'
    retracted: 'It was nothing.'
    lowered: 'It is not as bad.'
    merged: 'See the other one.'
  source: L1
investigation:
  parameters: {}
  lastDeployment: sailings
  steps:
    - id: sailings
      title: What sailed last
      timeBox: 5m
      commands: []
      source: L1
probes: {}
probing: { every: 1m, source: L1 }
checklists:
  immediate: { within: null, owner: lead, items: [], source: L1 }
  extended: { within: 1h, owner: lead, items: [], source: L1 }
  followUp: { within: 24h, owner: lead, items: [], source: L1 }
postMortem:
  proposeWithin: 24h
  heldWithin: 72h
  meetingLasts: 30m
  leastNotice: 2h
  dateAwaited: 1m
  heldTicks: []
  remindBefore: []
  chaseEvery: 24h
  attendees: [lead, mate]
  signers: []
  withdrawing: null
  actionItems: { remindBefore: 48h, chaseEvery: 24h, chase: mate, ticket: null, source: L1 }
  template: { body: "# {{title}}\\n{{severity}}\\n{{timeline}}\\n", source: L1 }
  source: L1
calendar: { zone: UTC, days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', source: L1 }
delivery:
  retryEvery: 30s
  tellNotReached: true
  following: { acknowledged: true, ended: true, ringsAgain: true, source: L1 }
  confirmed: { within: 50s, source: L1 }
  overtaken: { dropped: true, source: L1 }
  source: L1
`;

/** Who holds its roles. */
export const FERRY_PEOPLE: Record<PersonId, Role[]> = { sam: ['skipper'], mia: ['mate'], hal: ['harbour'] };

/** Writes the guide's policy into a folder of its own, with some of its text replaced, and returns the file. */
export function ownPolicyFile(...replaced: [from: string, to: string][]): string {
  const folder = temporaryFolder('ferry');
  writeFileSync(join(folder, 'ferry.guide.md'), 'Whoever is adrift calls the harbour.\n');
  const file = join(folder, 'ferry.yaml');
  let text = OWN_GUIDE;
  for (const [from, to] of replaced) {
    if (!text.includes(from)) throw new Error(`not in the guide: ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  return file;
}

/** The guide's policy, loaded. */
export const ownPolicy = (): Policy => loadPolicy(ownPolicyFile()).policy;
