import { files, placeOf, problemsOf, shippedText } from './files';

interface Variant {
  name: string;
  /** What is changed in the shipped policy: the first place where `find` stands. */
  find: string;
  put: string;
  /** Where the problem is reported: at the start of this text in the broken file. */
  at: string;
  /** What stands before it, where `at` alone isn't unique. */
  after?: string;
  path: string;
  message: RegExp | string;
}

const VARIANTS: Variant[] = [
  {
    name: 'a duration that is none',
    find: 'response: { within: 5m,',
    put: 'response: { within: soon,',
    after: 'response: { within: ',
    at: 'soon',
    path: 'severities.P1.response.within',
    message: "expected a duration such as 90s, 5m, 1h30m or 2d but found 'soon'",
  },
  {
    name: 'a misspelt key',
    find: 'repeatEvery: 2m',
    put: 'repeatEvry: 2m',
    at: 'repeatEvry',
    path: 'severities.P1.contact.repeatEvry',
    message: "unknown rule; did you mean 'repeatEvery'?",
  },
  {
    name: 'a misspelt word of a closed list',
    find: 'by: notice',
    put: 'by: notise',
    after: 'by: ',
    at: 'notise',
    path: 'severities.P3.contact.by',
    message: "expected one of 'page', 'notice', 'none' but found 'notise'; did you mean 'notice'?",
  },
  {
    name: 'a missing section',
    find: '\nprobing:\n  every: 1m\n',
    put: '\nprobing:\n',
    at: 'probing:',
    path: 'probing.every',
    message: /^missing; expected a text$/,
  },
  {
    name: 'a rule without source or assumption',
    find: "{ title: VP Engineering, source: 'L23, L128' }",
    put: '{ title: VP Engineering }',
    at: 'vp-engineering: {',
    path: 'roles.vp-engineering',
    message: /needs a source/,
  },
  {
    name: 'a role that nobody defined',
    find: 'roles: [cto]',
    put: 'roles: [ctoo]',
    at: 'ctoo',
    path: 'severities.P1.escalation[1].roles[0]',
    message: "there is no role 'ctoo'; did you mean 'cto'?",
  },
  {
    name: 'an escalation that goes back in time',
    find: '- { after: 60m, roles: [ceo]',
    put: '- { after: 20m, roles: [ceo]',
    at: '20m',
    path: 'severities.P1.escalation[2].after',
    message: /goes forward in time/,
  },
  {
    name: 'a probe that does not exist',
    find: 'probe: no-crash-loop',
    put: 'probe: no-crash-lop',
    after: 'probe: ',
    at: 'no-crash-lop,',
    path: 'checklists.immediate.items[3].probe',
    message: "there is no probe 'no-crash-lop'; did you mean 'no-crash-loop'?",
  },
  {
    name: 'a parameter that does not exist',
    find: 'byHand: git diff {{fromVersion}}..',
    put: 'byHand: git diff {{fromVersoin}}..',
    at: '{{fromVersoin}}',
    path: 'investigation.steps[4].commands[2].byHand',
    message: "there is no parameter {{fromVersoin}}; did you mean 'fromVersion'?",
  },
  {
    name: 'a parameter that nothing uses',
    find: '    databaseUser: {',
    put: '    leftOver: { value: x, source: L1 }\n    databaseUser: {',
    at: 'leftOver',
    path: 'investigation.parameters.leftOver',
    message: 'unused: no command and no probe uses {{leftOver}}',
  },
  {
    name: 'a placeholder that no template knows, deep in a block of text',
    find: '- Symptoms: {{symptoms}}',
    put: '- Symptoms: {{symptom}}',
    at: '{{symptom}}',
    path: 'communication.templates.bridge.body',
    message: "there is no placeholder {{symptom}}; did you mean 'symptoms'?",
  },
  {
    name: 'a placeholder that is not closed',
    find: '- Symptoms: {{symptoms}}',
    put: '- Symptoms: {{symptoms',
    at: '{{bridge}}',
    path: 'communication.templates.bridge.body',
    message: /broken placeholder/,
  },
  {
    name: 'a nudge after the update',
    find: 'nudgeAfter: 4m',
    put: 'nudgeAfter: 6m',
    at: '6m',
    path: 'severities.P1.updates.nudgeAfter',
    message: /^expected less than postAfter/,
  },
  {
    name: 'a brief after its decision',
    find: 'briefAfter: 15m',
    put: 'briefAfter: 45m',
    at: '45m',
    path: 'severities.P1.decision.briefAfter',
    message: /^expected less than dueAfter/,
  },
  {
    name: 'an id twice',
    find: 'id: cache-consistency',
    put: 'id: data-integrity',
    after: 'id: ',
    at: 'data-integrity, text: Cache',
    path: 'checklists.extended.items[3].id',
    message: "duplicate item 'data-integrity': it is already used above",
  },
  {
    name: 'an action that nothing settles',
    find: 'metBy: fix-ticket',
    put: 'metBy: decision',
    after: 'owner: lead\n        metBy: ',
    at: 'decision\n        source: L87',
    path: 'severities.P3.actions[4].metBy',
    message: "nothing in this severity can ever meet 'decision'",
  },
  {
    name: 'a line that the guide does not have',
    find: 'source: L380-450',
    put: 'source: L380-460',
    at: 'L380-460',
    path: 'postMortem.template.source',
    message: 'the guide has no lines 380-460; it ends at line 456',
  },
  {
    name: 'a time zone that does not exist',
    find: 'zone: UTC',
    put: 'zone: Europe/Berlni',
    at: 'Europe/Berlni',
    path: 'calendar.zone',
    message: /^expected a time zone/,
  },
  {
    name: 'a day that ends before it starts',
    find: "from: '09:00'",
    put: "from: '19:00'",
    at: "'19:00'",
    path: 'calendar.from',
    message: 'expected a time before 17:00, where the day ends',
  },
  {
    name: 'a fact that nothing states',
    find: 'when: { fact: paymentsDown, is: true }',
    put: 'when: { fact: paymentDown, is: true }',
    after: 'when: { fact: ',
    at: 'paymentDown',
    path: 'classification.measured[4].when.fact',
    message: "there is no fact 'paymentDown'; did you mean 'paymentsDown'?",
  },
  {
    name: 'an alias twice',
    find: 'release-manager-prod]',
    put: 'release-manager]',
    at: 'release-manager]',
    path: 'services[0].aliases[3]',
    message: "duplicate service 'release-manager': it is already used above",
  },
  {
    name: 'a guide that is not there',
    find: 'release-manager.guide.md',
    put: 'no.guide.md',
    after: 'guide: ',
    at: '/',
    path: 'guide',
    message: /^there is no guide at .*no\.guide\.md$/,
  },
  {
    name: 'a tool that does not exist',
    find: 'tool: { use: changes,',
    put: 'tool: { use: git,',
    after: 'tool: { use: ',
    at: 'git, from',
    path: 'investigation.steps[4].commands[2].tool.use',
    message: /^expected 'http' \| .* but found 'git'$/,
  },
  {
    name: 'a limit of the wrong kind',
    find: 'pass: { under: 0.001 }',
    put: 'pass: { under: low }',
    after: 'under: ',
    at: 'low }',
    path: 'probes.error-rate.pass.under',
    message: "expected a number but found 'low'",
  },
  {
    name: 'a suite of tests where every minute is looked',
    find: 'text: Service responding to health checks, probe: health,',
    put: 'text: Service responding to health checks, probe: regression-suite,',
    after: 'probe: ',
    at: 'regression-suite, source: L352',
    path: 'checklists.immediate.items[0].probe',
    message: 'a suite can only be used by items of the extended and the follow-up list',
  },
  {
    name: 'a meeting that an item calls off which is on no later list',
    find: 'leftOut: [post-mortem-conducted]',
    put: 'leftOut: [post-mortem-conductd]',
    at: 'post-mortem-conductd]',
    path: 'postMortem.withdrawing.leftOut[0]',
    message:
      "there is no item 'post-mortem-conductd' on the extended and the follow-up list; did you mean 'post-mortem-conducted'?",
  },
  {
    name: 'two ways to roll back',
    find: "rollbackUrl:\n      value: ''",
    put: "rollbackCommand: { value: shop, assumption: ours }\n    rollbackUrl:\n      value: 'https://deploy.example'",
    after: 'rollbackCommand: { value: ',
    at: 'shop, assumption',
    path: 'investigation.parameters.rollbackCommand.value',
    message: 'names a second way to roll back: leave rollbackCommand or rollbackUrl empty',
  },
  {
    name: 'neither a duration nor next-business-day',
    find: 'within: next-business-day',
    put: 'within: tomorrow',
    at: 'tomorrow',
    path: 'severities.P3.actions[2].within',
    message: "expected a duration such as 90s, 5m, 1h30m or 2d, or 'next-business-day' but found 'tomorrow'",
  },
  {
    name: 'planned work of a service that is another policy’s',
    find: '\nseverities:\n',
    put: "\nmaintenance:\n  - { id: up, title: Upgrade, services: [checkout], when: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z' }, assumption: ours }\n\nseverities:\n",
    after: 'services: [',
    at: 'checkout]',
    path: 'maintenance[0].services[0]',
    message: "there is no service 'checkout' in this policy",
  },
  {
    name: 'planned work that ends before it begins',
    find: '\nseverities:\n',
    put: "\nmaintenance:\n  - { id: up, title: Upgrade, when: { from: '2026-01-01T02:00:00Z', to: '2026-01-01T00:00:00Z' }, assumption: ours }\n\nseverities:\n",
    after: 'to: ',
    at: "'2026-01-01T00:00:00Z'",
    path: 'maintenance[0].when.to',
    message: 'expected an instant after 2026-01-01T02:00:00Z',
  },
];

describe('a broken policy says what is wrong and where', () => {
  test.each(VARIANTS)('$name', ({ find, put, at, after = '', path, message }) => {
    const good = shippedText();
    expect(good).toContain(find);
    const text = good.replace(find, () => put);
    const { 'policy.yaml': file } = files({ 'policy.yaml': text });

    const problems = problemsOf(file);
    const place = placeOf(text, after + at, after.length);
    expect(problems[0]).toMatchObject({ file, ...place, path });
    if (typeof message === 'string') expect(problems[0]?.message).toBe(message);
    else expect(problems[0]?.message).toMatch(message);
    expect(problems).toHaveLength(1);
  });
});

test('everything that is wrong is said at once: the shape, names, the guide’s lines and contradictions', () => {
  const text = [
    ['response: { within: 5m,', 'response: { within: soon,'],
    ['roles: [vp-engineering, engineering-manager, all', 'roles: [vp-enginering, engineering-manager, all'],
    ["source: 'L23, L128'", "source: 'L2300'"],
    ['by: notice', 'by: notise'],
  ].reduce((changed, [find = '', put = '']) => changed.replace(find, () => put), shippedText());
  const contradiction =
    "\nmaintenance:\n  - { id: up, title: Upgrade, services: [release-manger], when: { from: '2026-01-01T02:00:00Z', to: '2026-01-01T00:00:00Z' }, assumption: ours }\n";
  const { 'policy.yaml': file } = files({ 'policy.yaml': text + contradiction });
  expect(problemsOf(file).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    expect.stringMatching(/^roles\.vp-engineering\.source: the guide has no lines 2300/),
    expect.stringMatching(/^severities\.P1\.response\.within: expected a duration/),
    expect.stringMatching(
      /^severities\.P1\.escalation\[0\]\.roles\[0\]: there is no role 'vp-enginering'; did you mean 'vp-engineering'/,
    ),
    expect.stringMatching(/^severities\.P3\.contact\.by: expected one of .*did you mean 'notice'/),
    "maintenance[0].services[0]: there is no service 'release-manger' in this policy; did you mean 'release-manager'?",
    'maintenance[0].when.to: expected an instant after 2026-01-01T02:00:00Z',
  ]);
});
