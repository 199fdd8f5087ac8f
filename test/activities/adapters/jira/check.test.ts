import type { JiraOptions } from '../../../../activities/adapters/jira';
import { createJiraCheck } from '../../../../activities/adapters/jira/check';
import { FakeJira } from '../../../fakes/jira/fake-jira';
import { json } from '../../../fakes/vendor';
import { found, NOWHERE } from '../found';

let jira: FakeJira;

beforeEach(async () => {
  jira = await FakeJira.start();
});

afterEach(() => jira.stop());

const checked = (options: Partial<JiraOptions> = {}) =>
  found(createJiraCheck({ ...jira.settings, withinMs: 5_000, ...options }));

test('the account, the project, the rights and the issue type; no issue is made', async () => {
  expect(await checked()).toEqual([
    'ok Jira: answers; the account is Muster',
    'ok Jira, project OPS: found: Operations',
    'ok Jira, permissions: all needed permissions granted',
    'ok Jira, issue type Task: found, and its create screen has every field that Muster fills in',
  ]);
  expect(new Set(jira.vendor.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  expect(jira.issues).toEqual([]);
});

test('each right that is missing is named: what a ticket needs is an error, the rest is not', async () => {
  for (const key of ['CREATE_ISSUES', 'USER_PICKER', 'SCHEDULE_ISSUES']) jira.forbidden.add(key);
  const lines = await checked();
  expect(lines.filter((line) => line.includes('Jira, permissions'))).toEqual([
    'error Jira, permissions: "Create issues" is missing (creates tickets): grant it to the account in OPS',
    'note Jira, permissions: "Browse users and groups" is missing (finds owners by their email address); tickets are created without it',
    'note Jira, permissions: "Schedule issues" is missing (sets due dates); tickets are created without it',
  ]);
  expect(lines.at(-1)).toMatch(/^error Jira, issue type Task: the account can't create this type in OPS: .*\(none\)$/);
});

test('a project that the account may not see is none', async () => {
  jira.forbidden.add('BROWSE_PROJECTS');
  const lines = (await checked()).slice(1);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/^error Jira, .*404 No project could be found .*MUSTER_JIRA_PROJECT/);
});

test('a project that was renamed or archived, an account that was switched off', async () => {
  jira.newKey = 'OPERATIONS';
  expect((await checked())[1]).toBe('error Jira, project OPS: is now called OPERATIONS: set MUSTER_JIRA_PROJECT to it');
  jira.isArchived = true;
  jira.isActive = false;
  const lines = await checked();
  expect(lines[0]).toBe('error Jira: the account Muster is deactivated');
  expect(lines[1]).toMatch(/^error Jira, project OPS: \("Operations"\) is archived/);
});

test('an issue type that is not there, and one that is a part of another issue', async () => {
  expect((await checked({ issueType: 'Incident' })).at(-1)).toBe(
    "error Jira, issue type Incident: the account can't create this type in OPS: set MUSTER_JIRA_ISSUE_TYPE to another (Task, Bug)",
  );
  jira.project.subtasks = ['Sub-task'];
  expect((await checked({ issueType: 'Sub-task' })).at(-1)).toMatch(/is a sub-task type/);
});

test('a screen without labels, and one that wants a field that Muster does not know', async () => {
  jira.project.notOnScreen.add('labels');
  jira.project.required.set('Team', 'Team is required.');
  expect((await checked()).slice(3)).toEqual([
    expect.stringMatching(/^error Jira, issue type Task: has no field Labels on its create screen/),
    'error Jira, issue type Task: requires the field "Team", which Muster does not fill in: make it optional',
  ]);
});

test.each([
  [
    'another token',
    { token: 'canary-other' },
    /refused: 401 Client must be .*check MUSTER_JIRA_EMAIL and MUSTER_JIRA_TOKEN/,
  ],
  ['nobody there', { url: NOWHERE }, /not available: connection refused$/],
])('%s', async (_what, options, told) => {
  await expect(checked(options)).rejects.toThrow(told);
  await expect(checked(options)).rejects.not.toThrow(/canary/);
});

test.each([
  ['too many', json(429, {}), /not available: 429/],
  ['an odd answer', json(200, { name: 'Muster' }), /unexpected response: 200/],
  ['a login page', { status: 200, body: '<html>log in' }, /unexpected response: 200 <html>log in/],
])('%s', async (_what, answer, told) => {
  jira.vendor.failNext(answer);
  await expect(checked()).rejects.toThrow(told);
});

test('one question that goes wrong hides none of the others', async () => {
  jira.vendor.passNext();
  jira.vendor.failNext(json(200, { key: 7 }));
  const lines = await checked();
  expect(lines).toHaveLength(4);
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([expect.stringMatching(/unexpected response: 200/)]);
});
