/** How does GitHub take part in the demo, where the investigation compares two versions? */
import { FakeGithub } from '../../test/fakes/github/fake-github';
import type { FakeCommit } from '../../test/fakes/github/page';
import type { Vendor } from './vendor';

const REPOSITORY = 'company/release-manager';

const commit = (n: number, message: string, login: string, name: string, file: string): FakeCommit => ({
  sha: `${n}${'c0ffee'.repeat(7)}`.slice(0, 40),
  message,
  login,
  name,
  files: [file],
});

const OLD = [commit(1, 'List releases by page', 'priya', 'Priya Raman', 'src/releases/list.ts')];
const GUILTY = commit(
  2,
  'Ask for the history of releases that were never deployed',
  'tomasz',
  'Tomasz Nowak',
  'src/releases/history.ts',
);

/** What changed between two versions: the investigation compares them. Nothing of it comes to people. */
export const github: Vendor = {
  name: 'GitHub',
  ports: [],
  expects: [
    {
      what: 'the investigation compared the versions on GitHub and found the commit that caused it',
      problem: ({ incident }) =>
        incident.findings.some(({ text }) => text.includes(GUILTY.message)) ? undefined : 'no finding names it',
    },
  ],
  async start() {
    const fake = await FakeGithub.start({ repository: REPOSITORY });
    fake.versions.set('v2024.01.14', OLD);
    fake.versions.set('v2024.01.15', [...OLD, GUILTY]);
    return {
      // Comparing a public repository needs no token, and with one Muster would start test suites as well.
      settings: { MUSTER_GITHUB_REPOSITORY: REPOSITORY, MUSTER_GITHUB_API_URL: fake.apiUrl },
      page: `${fake.vendor.url}/`,
      received: () => [],
      stop: () => fake.stop(),
    };
  },
};
