import { createOutbox } from '../../activities/adapters/outbox';
import { NobodyReached } from '../../activities/errors';
import type { ChannelTry, PageToSend } from '../../activities/ports';
import { createDirectory } from '../../directory/directory';
import type { DirectoryInput } from '../../directory/schema';
import { loadPolicy } from '../../policy/load';
import { tellInvalidFile } from '../../worker/invalid-files';
import { temporaryFolder } from '../support/temporary-folder';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const { policy } = loadPolicy(resolve(__dirname, '../../policy/release-manager.yaml'));

const person = (id: string, more: object = {}) => ({
  id,
  name: id,
  contactPoints: [{ channel: 'email' as const, address: `${id}@example.com` }],
  ...more,
});

const ADMINS = {
  people: [person('ada', { access: 'admin' }), person('bo'), person('cy', { roles: ['vp-engineering'] })],
};

/** A home with an invalid file in it; each failure of the pager is used up by one attempt. */
function aStart(directory: DirectoryInput = ADMINS, failures: ChannelTry['outcome'][] = []) {
  const home = temporaryFolder('invalid-files');
  const file = join(home, 'policy.yaml');
  writeFileSync(file, 'severities: [');
  const paged: PageToSend[] = [];
  const posted: string[][] = [];
  const trouble: string[] = [];
  const { chat } = createOutbox({ home });
  const tell = () =>
    tellInvalidFile(
      { what: 'policy', file, problem: `${file}:1:13 not valid YAML`, validSince: Date.UTC(2026, 0, 5, 9) },
      {
        home,
        policy,
        directory: createDirectory({ data: directory }),
        ports: {
          pager: {
            page: (page) => {
              paged.push(page);
              const outcome = failures.shift();
              if (outcome !== undefined) throw new NobodyReached(page.to.name, [{ channel: 'mail', outcome }]);
              return Promise.resolve({ reference: 'r' });
            },
          },
          chat: {
            post: (message) => {
              posted.push(message.to);
              return chat.post(message);
            },
          },
        },
        pause: () => Promise.resolve(),
        onTrouble: (problem) => void trouble.push(problem),
      },
    );
  return { file, paged, posted, trouble, tell };
}

test('tells the admins by a notice which file, what is in use, what is wrong and how to check it', async () => {
  const { file, paged, tell } = aStart();
  await tell();
  expect(paged.map(({ to, kind }) => [to.id, kind])).toEqual([['ada', 'notice']]);
  expect(paged[0]?.text).toContain(`Please correct ${file}. There is no incident.`);
  expect(paged[0]?.text).toContain('last valid version of the policy, which was read at');
  expect(paged[0]?.text).toContain('not valid YAML');
  expect(paged[0]?.text).toContain(`muster policy check ${file}`);
});

test('once for each invalid version, however often Muster starts', async () => {
  const { file, paged, tell } = aStart();
  await tell();
  await tell();
  expect(paged).toHaveLength(1);
  writeFileSync(file, 'severities: {');
  await tell();
  expect(paged).toHaveLength(2);
  expect(new Set(paged.map(({ key }) => key)).size).toBe(2);
});

test('without admins, those who may decide on a rollback; without these, the channel', async () => {
  const deciders = aStart({ people: [person('bo'), person('cy', { roles: ['vp-engineering'] })] });
  await deciders.tell();
  expect(deciders.paged.map(({ to }) => to.id)).toEqual(['cy']);
  const nobody = aStart({ people: [person('bo')] });
  await nobody.tell();
  await nobody.tell();
  expect(nobody.posted).toEqual([[policy.communication.channel.name]]);
});

test('tries again while a channel is down, and leaves to the outbox what none will take', async () => {
  const down = aStart(ADMINS, ['failed for now', 'not tried']);
  await down.tell();
  expect([down.paged.length, down.trouble.length]).toEqual([3, 2]);
  const never = aStart(ADMINS, ['too loud']);
  await never.tell();
  await never.tell();
  expect(never.paged).toHaveLength(1);
});
