import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTicketSettings } from '../../worker/tickets';
import { readZoomSettings } from '../../worker/zoom';

const JIRA = {
  MUSTER_JIRA_URL: 'https://example.atlassian.net',
  MUSTER_JIRA_EMAIL: 'muster@example.com',
  MUSTER_JIRA_TOKEN: 't',
  MUSTER_JIRA_PROJECT: 'OPS',
};
const GITHUB = { MUSTER_GITHUB_ISSUES_REPOSITORY: 'acme/shop', MUSTER_GITHUB_TOKEN: 'reads' };
const ZOOM = { MUSTER_ZOOM_ACCOUNT_ID: 'a', MUSTER_ZOOM_CLIENT_ID: 'c', MUSTER_ZOOM_CLIENT_SECRET: 's' };

const fileWith = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'muster-secret-')), 'secret');
  writeFileSync(file, text);
  return file;
};

describe('the tracker', () => {
  it('is none where nothing is set, and where an empty value is', () => {
    expect(readTicketSettings({})).toBeUndefined();
    expect(readTicketSettings({ MUSTER_JIRA_URL: '', MUSTER_GITHUB_ISSUES_REPOSITORY: ' ' })).toBeUndefined();
    // A token alone is for looking at changes.
    expect(readTicketSettings({ MUSTER_GITHUB_TOKEN: 'reads', MUSTER_GITHUB_REPOSITORY: 'acme/shop' })).toBeUndefined();
  });

  it('is one', () => {
    expect(() => readTicketSettings({ ...JIRA, ...GITHUB })).toThrow(/Tickets go to one tracker/);
  });

  it('can be Jira', () => {
    const words = { MUSTER_JIRA_PRIORITIES: 'critical = Highest, low=Lowest', MUSTER_JIRA_ISSUE_TYPE: 'Bug' };
    expect(readTicketSettings({ ...JIRA, ...words })).toEqual({
      tracker: 'jira',
      url: 'https://example.atlassian.net',
      email: 'muster@example.com',
      token: 't',
      project: 'OPS',
      issueType: 'Bug',
      priorities: { critical: 'Highest', low: 'Lowest' },
    });
  });

  it('can be GitHub, with a token of its own before the one for everything', () => {
    expect(readTicketSettings(GITHUB)).toMatchObject({ tracker: 'github', repository: 'acme/shop', token: 'reads' });
    const file = fileWith('writes\n');
    expect(readTicketSettings({ ...GITHUB, MUSTER_GITHUB_ISSUES_TOKEN_FILE: file })).toMatchObject({ token: 'writes' });
  });

  it.each([
    [{ ...JIRA, MUSTER_JIRA_TOKEN: '', MUSTER_JIRA_EMAIL: '' }, /needs MUSTER_JIRA_EMAIL and MUSTER_JIRA_TOKEN/],
    [{ ...JIRA, MUSTER_JIRA_URL: 'example.atlassian.net' }, /MUSTER_JIRA_URL is "example.atlassian.net"/],
    [{ ...JIRA, MUSTER_JIRA_PROJECT: 'OPS" OR 1' }, /not the key of a project/],
    [{ ...JIRA, MUSTER_JIRA_PRIORITIES: 'high' }, /not of the form critical=Highest/],
    [{ ...GITHUB, MUSTER_GITHUB_ISSUES_REPOSITORY: 'shop' }, /not a repository such as acme\/shop/],
    [{ ...GITHUB, MUSTER_GITHUB_TOKEN: '' }, /MUSTER_GITHUB_ISSUES_TOKEN, or MUSTER_GITHUB_TOKEN/],
  ])('refuses %j', (env, reason) => {
    expect(() => readTicketSettings(env)).toThrow(reason);
  });
});

describe('Zoom', () => {
  it('is not used where nothing is set', () => {
    expect(readZoomSettings({})).toBeUndefined();
  });

  it('takes the secret from a file', () => {
    const { MUSTER_ZOOM_CLIENT_SECRET: _, ...rest } = ZOOM;
    const file = fileWith('from the file\n');
    expect(
      readZoomSettings({ ...rest, MUSTER_ZOOM_CLIENT_SECRET_FILE: file, MUSTER_ZOOM_USER: 'b@example.com' }),
    ).toEqual({
      accountId: 'a',
      clientId: 'c',
      clientSecret: 'from the file',
      user: 'b@example.com',
      waitingRoom: false,
    });
  });

  it.each([
    [{ ...ZOOM, MUSTER_ZOOM_CLIENT_ID: '' }, /Zoom needs MUSTER_ZOOM_CLIENT_ID as well/],
    [{ ...ZOOM, MUSTER_ZOOM_API_URL: 'ftp://x' }, /MUSTER_ZOOM_API_URL is "ftp:/],
    [{ ...ZOOM, MUSTER_ZOOM_WAITING_ROOM: 'maybe' }, /neither yes nor no/],
  ])('refuses %j', (env, reason) => {
    expect(() => readZoomSettings(env)).toThrow(reason);
  });
});
