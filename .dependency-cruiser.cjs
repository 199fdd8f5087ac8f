/**
 * Which folder may import which: see docs/technical-description.md. `tsPreCompilationDeps` sees imports of types too, and
 * they are held to the same list; `types` names what a folder may know by its types alone.
 */
const only = (name, from, allowed, comment, types = []) => [
  {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { pathNot: allowed, dependencyTypesNot: ['type-only'] },
  },
  {
    name: `${name}-types-too`,
    comment,
    severity: 'error',
    from: { path: from },
    to: { pathNot: [...allowed, ...types], dependencyTypes: ['type-only'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Imports of types count: a circle of types is a circle in the head of whoever reads.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...only(
      'policy-stands-alone',
      '^policy/',
      ['^policy/', '^node_modules/(zod|yaml)', '^(node:)?(fs|path|crypto|url)(/|$)'],
      'The guide as data needs nobody.',
    ),
    ...only(
      'directory-stands-alone',
      '^directory/',
      [
        '^directory/',
        '^policy/',
        '^domain/text/message-of\\.ts$',
        '^node_modules/(zod|yaml|luxon)',
        '^(node:)?(fs|path)(/|$)',
      ],
      'People and calendars. It stands behind two ports, and knows them by their types.',
      ['^domain/state/', '^activities/ports/'],
    ),
    ...only('domain-is-pure', '^domain/', ['^domain/'], 'The core imports types of the policy and nothing else.', [
      '^policy/schema\\.ts$',
    ]),
    ...only(
      'workflows-are-deterministic',
      '^workflows/',
      ['^workflows/', '^domain/', '^node_modules/@temporalio/(workflow|common)'],
      'Durable time and memory only.',
      ['^policy/schema\\.ts$', '^activities/(?!adapters/)'],
    ),
    ...only(
      'activities-use-ports',
      '^activities/(?!adapters/)',
      ['^activities/(?!adapters/)', '^domain/', '^policy/', '^node_modules/(@temporalio/(activity|common)|ics)'],
      'Verbs over ports; adapters are wired by the worker.',
    ),
    ...only(
      'adapters-know-their-vendor',
      '^activities/adapters/',
      [
        '^activities/errors\\.ts$',
        '^activities/ports/',
        '^activities/adapters/',
        '^domain/(text/(redact|message-of|disk-words|twiml|web-address)|state/fields|doctor/(finding|test-message)|messages/(together|room-links)|paging/(pagerduty-key|urgency))\\.ts$',
        // How settings are read that several vendors have in the same form, and how one is refused.
        '^launcher/(slack-silence|refusal|secret-setting|vendor-settings|all-settings)\\.ts$',
        '^policy/',
        '^directory/',
        '^node_modules/',
        // Parts of a package that this tool does not find, as its own map of exports names them.
        '^nodemailer/lib/',
        '^(node:)?[a-z_/]+$',
      ],
      'An adapter knows its vendor and its port.',
    ),
    {
      name: 'a-vendor-lives-in-one-folder',
      comment: 'What several vendors need is in shared/, delivery/ or github/: see docs/adr/0021.',
      severity: 'error',
      from: { path: '^activities/adapters/([^/]+)/' },
      to: { path: '^activities/adapters/[^/]+/', pathNot: '^activities/adapters/($1|shared|delivery|github)/' },
    },
    {
      name: 'the-worker-knows-vendors-by-their-declarations',
      comment: 'One line a vendor, in worker/vendors.ts.',
      severity: 'error',
      from: { path: '^worker/' },
      to: {
        path: '^activities/adapters/[^/]+/',
        pathNot: '^activities/adapters/((shared|delivery)/|[^/]+/vendor\\.ts$)',
      },
    },
    ...only(
      'clients-come-in-by-the-contract',
      '^client/',
      [
        '^client/',
        // Who is on call is asked by both halves.
        '^activities/adapters/pagerduty-on-call/',
        '^workflows/contract\\.ts$',
        '^domain/',
        '^policy/',
        '^directory/',
        '^launcher/',
        '^node_modules/',
        '^(node:)?[a-z_/]+$',
      ],
      'Ways in know messages, not workflows.',
    ),
    {
      name: 'a-page-never-reads-temporal',
      comment: 'The room shows what the API answers: the same read model, the same acts.',
      severity: 'error',
      from: { path: '^client/console/' },
      to: { path: ['^client/(temporal|cli|slack)/', '^node_modules/@temporalio/'] },
    },
    {
      name: 'only-the-room-renders',
      severity: 'error',
      from: { pathNot: '^client/console/|\\.tsx$' },
      to: { path: '^node_modules/(preact|preact-render-to-string|markdown-it)/', dependencyTypesNot: ['type-only'] },
    },
    ...only(
      'what-runs-in-a-browser-stands-alone',
      '^client/console/live/',
      ['^client/console/(live/|text/duration\\.ts$)'],
      'It is loaded as it is, file by file.',
    ),
    ...only('what-a-browser-loads-too-needs-nothing', '^client/console/text/duration\\.ts$', [], 'See live/.'),
    {
      name: 'nobody-imports-the-worker',
      severity: 'error',
      from: { pathNot: '^(worker|test)/' },
      to: { path: '^worker/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-vendors-of-the-demo-use-fakes',
      comment: 'Nothing of the product knows the tests; the demo brings the strict fakes of the vendors along.',
      severity: 'error',
      from: { pathNot: '^(test/|demo/vendors/)' },
      to: { path: '^test/' },
    },
    {
      name: 'the-demo-uses-nothing-but-fakes',
      severity: 'error',
      from: { path: '^demo/' },
      to: { path: '^test/', pathNot: '^test/fakes/' },
    },
    ...only(
      'fakes-run-without-the-tests',
      '^test/fakes/(?!mail/)',
      ['^test/fakes/', '^node_modules/zod', '^(node:)?[a-z_/]+$'],
      'They are part of the build: no test framework, nothing of the product.',
    ),
    ...only(
      'the-mail-fake-has-two-packages-more',
      '^test/fakes/mail/',
      ['^test/fakes/', '^node_modules/(zod|smtp-server|mailparser)/', '^(node:)?[a-z_/]+$'],
      'A mail server is not written anew for a fake.',
    ),
    {
      name: 'the-mail-fake-loads-them-when-it-starts',
      comment: 'An installation without development dependencies has no mail server, and does everything else.',
      severity: 'error',
      from: { path: '^test/fakes/mail/' },
      to: { dependencyTypes: ['npm-dev'], dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-build-needs-no-development-dependency',
      severity: 'error',
      from: { pathNot: '^test/((?!fakes/)|fakes/mail/)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'worker-knows-no-client', severity: 'error', from: { path: '^worker/' }, to: { path: '^client/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
