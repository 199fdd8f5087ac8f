import { createSlack } from '../../../activities/adapters/slack';
import { createDirectory } from '../../../directory/directory';
import { openSlack } from '../../../client/slack/open';
import { readSlackSettings } from '../../../client/slack/settings';
import { openSlackSocket, type SlackSocket } from '../../../client/slack/socket';
import { readSlackPostSettings as readWorkersSettings } from '../../../activities/adapters/slack/settings';
import { slack } from '../../../demo/vendors/slack';
import { type RunningVendors, startVendors } from '../../../demo/vendors/start';
import { messagesOf } from '../../../demo/vendors/sent';
import { doubledKeys } from '../../../demo/messages';
import { fakeIncidents, shippedPolicy } from '../../support/client';
import { INCIDENT_ID, PEOPLE } from './setup';

const directory = createDirectory({ data: { people: PEOPLE } });
const unexpected = (problem: unknown): never => {
  throw new Error(`unexpected: ${String(problem)}`);
};

let vendors: RunningVendors;
let outgoing: ReturnType<typeof createSlack>;
beforeEach(async () => {
  vendors = await startVendors([slack], PEOPLE);
  const settings = readWorkersSettings(vendors.settings);
  if (settings === undefined) throw new Error('the settings name no Slack');
  outgoing = createSlack({ ...settings, directory, otherwise: { page: () => unexpected('paged another way') } });
});
afterEach(() => vendors.stop());

const head = { incidentId: INCIDENT_ID, subject: 'P1: Nobody can deploy', text: 'It is down' };
const page = (id: string, key: string) => {
  const to = PEOPLE.find((person) => person.id === id);
  if (to === undefined) throw new Error(`nobody is called ${id}`);
  return outgoing.pager.page({ ...head, key, kind: 'page', to, roles: [] });
};
const sent = () => messagesOf(vendors.received(), PEOPLE);

const url = () => vendors.pages[0]?.url ?? '';
/** As a browser does: fields of the form on the page, its origin, and it follows where it is sent. */
const submit = (path: string, fields: Record<string, string>, origin = new URL(url()).origin) =>
  fetch(new URL(path, url()), { method: 'POST', headers: { origin }, body: new URLSearchParams(fields) });
const pageAs = async (as: string): Promise<string> => (await fetch(`${url()}?as=${as}`)).text();
/** The hidden fields of the first form that leads to `action`. */
const fieldsOf = (html: string, action: string): Record<string, string> => {
  const form = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(html)?.[1];
  if (form === undefined) throw new Error(`the page has no form ${action}`);
  return Object.fromEntries(
    [...form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
};

describe('what came to Slack', () => {
  it('is told by whom it reached, by what, and with which words', async () => {
    const before = Date.now();
    await page('kwame-mensah', 'page:P1:0m:engineering-manager:1');
    await outgoing.chat.post({ ...head, key: 'initial:chat', kind: 'initial', to: ['#incidents'] });
    await outgoing.chat.post({ ...head, key: 'brief:1:approvers', kind: 'brief', to: ['kwame-mensah', 'priya-raman'] });
    expect(sent()).toMatchObject([
      { port: 'page', to: ['kwame-mensah'], name: 'Kwame Mensah', subject: head.subject, text: 'It is down' },
      { port: 'chat', kind: 'initial', to: ['#incidents'], vendor: 'Slack' },
      { port: 'chat', kind: 'brief', to: ['kwame-mensah', 'priya-raman'] },
    ]);
    for (const { at } of sent()) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('is what they were notified of, whatever the message was changed into', async () => {
    await outgoing.chat.post({ ...head, key: 'initial:chat', kind: 'initial', to: ['#incidents'] });
    await outgoing.chat.post({ ...head, key: 'update:1:chat', kind: 'update', text: 'Better', to: ['#incidents'] });
    expect(sent().map(({ key, text }) => [key, text])).toEqual([
      ['initial:chat', 'It is down'],
      ['update:1:chat', 'Better'],
    ]);
  });

  it('twice to the same person, or by two vendors, is doubled; once to each of two is not', async () => {
    await page('kwame-mensah', 'page:P1:0m:engineering-manager:1');
    await page('kwame-mensah', 'page:P1:0m:engineering-manager:1');
    expect(doubledKeys(sent())).toEqual([]);
    const twice = [...vendors.received(), ...vendors.received()];
    expect(doubledKeys(messagesOf(twice, PEOPLE))).toEqual(['page:P1:0m:engineering-manager:1']);
    const elsewhere = [...vendors.received(), ...vendors.received().map((one) => ({ ...one, vendor: 'Pigeons' }))];
    expect(doubledKeys(messagesOf(elsewhere, PEOPLE))).toEqual(['page:P1:0m:engineering-manager:1']);
  });
});

describe('what is pressed at Slack', () => {
  const acts: { ref: string; person: string; via: string; deed: object }[] = [];
  let socket: SlackSocket;
  beforeEach(() => {
    acts.length = 0;
    const settings = readSlackSettings(vendors.settings);
    if (settings?.appToken === undefined) throw new Error('the settings name no Socket Mode');
    const incidents = fakeIncidents({
      act: (ref, { person, via }, deed) => {
        acts.push({ ref, person, via, deed });
        return Promise.resolve({ incidentId: INCIDENT_ID, actId: 'a', text: `Done: ${deed.do}.` });
      },
    });
    const world = { onTrouble: unexpected, onBug: unexpected };
    const handlers = openSlack({ settings, incidents, directory, policies: shippedPolicy, ...world });
    socket = openSlackSocket({ appToken: settings.appToken, apiUrl: settings.apiUrl, handlers, ...world });
  });
  afterEach(() => socket.close());

  it('by somebody of the play acts as that person', async () => {
    await page('kwame-mensah', 'page:P1:0m:engineering-manager:1');
    const press = { person: 'kwame-mensah', incidentId: INCIDENT_ID, button: 'acknowledge' } as const;
    const { signal } = new AbortController();
    expect(await vendors.press?.({ ...press, signal })).toBe('Done: acknowledge.');
    expect(acts).toEqual([{ ref: INCIDENT_ID, person: 'kwame-mensah', via: 'slack', deed: { do: 'acknowledge' } }]);
    await expect(vendors.press?.({ ...press, incidentId: 'another', signal })).rejects.toThrow(/no message/);
  });

  it('on its page acts as whom one has chosen to be, and shows what they are told', async () => {
    await outgoing.chat.post({ ...head, key: 'initial:chat', kind: 'initial', to: ['#incidents'] });
    const before = await pageAs('U0PRIYARAMAN');
    const answer = await submit('/press', { ...fieldsOf(before, '/press'), action: 'muster:join' });
    expect(await answer.text()).toContain('Done: join.');
    expect(acts).toMatchObject([{ person: 'priya-raman', deed: { do: 'join' } }]);
    expect(await pageAs('U0KWAMEMENSAH')).not.toContain('Done: join.');
  });

  it('opens forms, which say what is wrong and are sent, and takes /incident', async () => {
    await outgoing.chat.post({ ...head, key: 'initial:chat', kind: 'initial', to: ['#incidents'] });
    const before = await pageAs('U0PRIYARAMAN');
    const pressed = await submit('/press', { ...fieldsOf(before, '/press'), action: 'muster:update' });
    const form = fieldsOf(await pressed.text(), '/submit');
    const empty = await submit('/submit', { ...form, 'field:text': '   ' });
    expect(await empty.text()).toContain('This can’t be empty.');
    const done = await submit('/submit', { ...form, 'field:text': 'Better', 'field:impact': '' });
    const shown = await done.text();
    expect(shown).toContain('Done: update.');
    expect(shown).not.toContain('<dialog');
    expect(acts).toMatchObject([{ deed: { do: 'update', text: 'Better' } }]);
    const typed = await submit('/type', { as: 'U0PRIYARAMAN', text: 'help' });
    expect(await typed.text()).toContain('/incident declare');
  });

  it('by another site, by nobody, or with half a form does nothing', async () => {
    await outgoing.chat.post({ ...head, key: 'initial:chat', kind: 'initial', to: ['#incidents'] });
    const fields = { ...fieldsOf(await pageAs('U0PRIYARAMAN'), '/press'), action: 'muster:join' };
    expect((await submit('/press', fields, 'https://elsewhere.example')).status).toBe(403);
    expect((await submit('/press', { ...fields, as: 'U0NOBODY' })).status).toBe(404);
    expect((await submit('/press', { as: 'U0PRIYARAMAN' })).status).toBe(400);
    expect(acts).toEqual([]);
  });
});

it('says so when nothing answers a press any more', async () => {
  await page('kwame-mensah', 'page:P1:0m:engineering-manager:1');
  const fields = fieldsOf(await pageAs('U0KWAMEMENSAH'), '/press');
  const answer = await submit('/press', { ...fields, action: 'muster:acknowledge' });
  expect(await answer.text()).toContain('did not answer within three seconds');
});
