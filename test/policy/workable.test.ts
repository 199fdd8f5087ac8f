import { loadPolicy } from '../../policy/load';
import { unworkable } from '../../policy/workable';
import { ownPolicyFile } from '../support/own-guide';
import { files, SHIPPED } from './files';

/** The shipped guide with some rules of its own on top. */
const changed = (rules: string): string => files({ 'policy.yaml': `extends: ${SHIPPED}\n${rules}` })['policy.yaml'];

const faultsOf = (file: string): string[] => {
  const { policy, locate } = loadPolicy(file);
  return locate(unworkable(policy)).map(({ path, message }) => `${path}: ${message}`);
};

const NO_TIME = 'expected more than 0: nothing is done in no time, and nothing repeats without a pause';

describe('a policy that loads and can not work', () => {
  test.each([SHIPPED, ownPolicyFile()])('%s works', (file) => {
    expect(faultsOf(file)).toEqual([]);
  });

  test('every duration of nothing is told, but for those that mean "at once"', () => {
    const file = changed(
      [
        'probing: { every: 0s, assumption: x }',
        'delivery: { retryEvery: 0s, assumption: x }',
        'postMortem: { chaseEvery: 0s, leastNotice: 0s, assumption: x }',
        'severities:',
        '  P1:',
        '    response: { within: 0s, assumption: x }',
        '    team: { chaseEvery: 0s, assumption: x }',
        '    stability: { watchFor: 0s, recoverWithin: 0s, assumption: x }',
      ].join('\n'),
    );
    expect(faultsOf(file).sort()).toEqual(
      [
        'delivery.retryEvery',
        'postMortem.chaseEvery',
        'probing.every',
        'severities.P1.response.within',
        'severities.P1.stability.watchFor',
        'severities.P1.team.chaseEvery',
      ].map((path) => `${path}: ${NO_TIME}`),
    );
  });

  test('whoever leads is nobody yet where the matrix calls, the team joins, the authority decides', () => {
    const file = changed(
      [
        'severities:',
        '  P2:',
        '    team: { roles: [lead], standsIn: lead, assumption: x }',
        '    escalation: [{ after: 0m, roles: [on-call-engineer, lead], assumption: x }]',
        '    decision: { nextAuthority: lead, breakGlass: [lead], assumption: x }',
        'postMortem: { signers: [cto, lead], actionItems: { chase: lead, assumption: x } }',
      ].join('\n'),
    );
    expect(faultsOf(file).map((fault) => fault.split(': ')[0])).toEqual([
      'severities.P2.escalation[0].roles[1]',
      'severities.P2.team.roles[0]',
      'severities.P2.team.standsIn',
      'severities.P2.decision.nextAuthority',
      'severities.P2.decision.breakGlass[0]',
      'postMortem.signers[1]',
      'postMortem.actionItems.chase',
    ]);
  });

  test.each([
    [
      'severities: { P4: { response: { within: 1h, assumption: x } } }',
      'severities.P4.response.within: nobody is told, so nobody answers in time',
    ],
    [
      'severities: { P4: { team: { quorum: any, assumption: x } } }',
      'severities.P4.team.quorum: nobody is told, so nobody joins',
    ],
    [
      'severities: { P4: { announce: { ticket: false, assumption: x }, actions: [] } }',
      'severities.P4.endsWithTicket: the incident never ends: no ticket is opened that could end it',
    ],
    [
      'severities: { P4: { actions: [{ id: sort, text: Sort it, owner: cto, metBy: person, assumption: x }] } }',
      "severities.P4.actions[0].metBy: nobody can do 'sort': the incident ends with its ticket before",
    ],
    [
      'severities: { P3: { announce: { to: [], assumption: x } } }',
      "severities.P3.updates.to[0]: 'channel' gets updates, but no first notification and no last word",
    ],
    [
      'severities: { P2: { announce: { to: [stakeholders], assumption: x } } }',
      "severities.P2.updates.to[0]: 'channel' gets updates, but no first notification and no last word",
    ],
    ['postMortem: { proposeWithin: 3d }', 'postMortem.proposeWithin: expected at most heldWithin'],
    ['postMortem: { meetingLasts: 3d }', 'postMortem.meetingLasts: expected at most heldWithin'],
  ])('%s', (rules, fault) => {
    expect(faultsOf(changed(rules))).toEqual([expect.stringContaining(fault)]);
  });

  test('stakeholders without an address are told nothing', () => {
    const file = ownPolicyFile(['addresses: [port@ferry.example]', 'addresses: []']);
    expect(faultsOf(file)).toEqual([
      'severities.S1.announce.to[1]: there is no address of a stakeholder: add one to communication.stakeholders.addresses',
    ]);
  });

  test('a deadline that can not be moved needs no length for it', () => {
    const file = ownPolicyFile(['extendBy: 10m\n      extensions: 1', 'extendBy: 0s\n      extensions: 0']);
    expect(faultsOf(file)).toEqual([]);
  });
});
