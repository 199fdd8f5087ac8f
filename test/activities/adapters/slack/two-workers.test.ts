import { ProviderUnavailable } from '../../../../activities/errors';
import type { FakeSlack } from '../../../fakes/slack/fake-slack';
import { json, type VendorRequest } from '../../../fakes/vendor';
import { aPost, aWorkspace } from './setup';

let fake: FakeSlack;

let space: Awaited<ReturnType<typeof aWorkspace>>;

beforeEach(async () => {
  space = await aWorkspace();
  fake = space.fake;
});

afterEach(() => fake.stop());

const update = aPost({
  key: 'update:2:chat',
  changes: 'report',
  kind: 'update',
  subject: 'INCIDENT UPDATE',
  text: 'Rolling back',
});

const brief = aPost({ key: 'brief:1:chat', kind: 'brief', subject: 'DECISION NEEDED', text: 'Roll back?' });

const severity = aPost({
  key: 'severity:1:chat',
  changes: 'headline',
  kind: 'update',
  subject: 'Now P2',
  text: 'Few users',
});

/** Looks at one message alone. */
const looksAtOne = ({ path, body }: VendorRequest): boolean =>
  path.endsWith('conversations.history') && body.includes('latest=');

const looks = (): number => fake.vendor.requests.filter(looksAtOne).length;

const root = (): string | undefined => space.shown('incidents')[0];

/** Two processes of which each has told something; the first one knows nothing of the second's edit. */
async function twoWorkers() {
  const [first, second] = [space.begin().chat, space.begin().chat];
  await first.post(aPost());
  await second.post(update);
  expect(root()).toContain('Rolling back');
  return { first, second };
}

describe('the incident’s message, edited by two workers', () => {
  it('keeps what the other one has put there', async () => {
    const { first, second } = await twoWorkers();
    await first.post(brief);
    expect(root()).toContain('INCIDENT UPDATE\nRolling back\nLatest: DECISION NEEDED');
    await second.post(severity);
    expect(root()).toMatch(/^Now P2.*\nRolling back\nLatest: Now P2/);
  });

  it('is looked at only where the other one has said something since', async () => {
    const { first } = await twoWorkers();
    await first.post(brief);
    const before = looks();
    await first.post(severity);
    await first.post(aPost({ ...brief, key: 'brief:2:chat' }));
    expect(looks()).toBe(before);
  });

  it('is not looked at by one who is alone', async () => {
    const { chat } = space.begin();
    for (const post of [aPost(), update, brief, severity]) await chat.post(post);
    expect(looks()).toBe(0);
  });

  it('is edited with the next try where Slack does not show it for now', async () => {
    const { first } = await twoWorkers();
    fake.vendor.failMeant(looksAtOne, json(503, { ok: false }));
    await expect(first.post(brief)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(root()).not.toContain('DECISION NEEDED');
    await first.post(brief);
    expect(root()).toContain('INCIDENT UPDATE\nRolling back\nLatest: DECISION NEEDED');
    expect(fake.workspace.messages).toHaveLength(3);
  });

  it('is edited as it was known where Slack refuses to show it', async () => {
    const { first } = await twoWorkers();
    fake.vendor.failMeant(looksAtOne, json(200, { ok: false, error: 'restricted_action' }));
    await first.post(brief);
    expect(root()).toContain('Latest: DECISION NEEDED');
  });

  it('leads to the incident’s own channel, whoever made that known', async () => {
    const now = () => Date.parse('2026-11-24T12:00:00Z');
    const [first, second] = [space.begin().chat, space.begin({ channelPerIncident: true, now }).chat];
    await first.post(aPost());
    await second.post(aPost());
    await first.post(update);
    await second.post(severity);
    expect(root()).toMatch(/^Now P2.*\nRolling back\nLatest: Now P2.*\nDetails in /);
  });
});
