import { createGithubChanges } from '../../activities/adapters/github-changes';
import { commits, FakeGithub } from '../fakes/github/fake-github';
import { describeChanges } from './changes.contract';
import { describeProvider } from './provider.contract';

async function repository(): Promise<FakeGithub> {
  const github = await FakeGithub.start();
  const [all, [last]] = [
    commits(5),
    commits(1, { sha: 'f'.repeat(40), message: 'fix\n\n# <!channel> password=hunter22' }),
  ];
  if (last === undefined) throw new Error('no commit');
  github.versions.set('v1', all.slice(3)).set('v2', [...all.slice(3), ...all.slice(0, 2), last]);
  return github;
}
const changesOf = ({ apiUrl, repository: name, token }: FakeGithub) =>
  createGithubChanges({ repository: name, token, apiUrl, withinMs: 1_500 });

describeChanges('GitHub', async () => {
  const github = await repository();
  return { changes: changesOf(github), asked: () => github.vendor.requests.length, stop: () => github.stop() };
});

describeProvider('GitHub', async () => {
  const github = await repository();
  const changes = changesOf(github);
  return { vendor: github.vendor, token: github.token, act: (signal) => changes.compare('v1', 'v2', signal) };
});
