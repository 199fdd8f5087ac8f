import { Refused } from '../../../client/errors';
import type { IncidentClient } from '../../../client/incidents/api';
import type { IncidentView } from '../../../domain/view';
import { blockText } from '../../fakes/slack/page';
import { aView } from '../../support/client';
import { aSystem, INCIDENT, type SystemUnderTest, until } from './setup';

let system: SystemUnderTest;

const begin = async (changed?: Partial<IncidentClient>): Promise<SystemUnderTest> => (system = await aSystem(changed));

afterEach(() => system.stop());

const firstWord = () => until(() => system.kwame.heard()[0]);

const OFFER: NonNullable<IncidentView['mayPublish']> = {
  isPublic: false,
  title: 'Problems with Release Manager',
  text: "Release Manager is unavailable. We're investigating.",
  impact: 'Release Manager is unavailable.',
  status: 'investigating',
  shownAs: { impact: 'critical', component: 'major-outage' },
};

const REPORT: NonNullable<IncidentView['statusPage']> = {
  ...{ state: 'open', status: 'investigating', title: OFFER.title, text: OFFER.text },
  ...{ openedAt: '2026-11-23T08:10:00.000Z', by: 'kwame' },
};

/** Kwame leads, so he may publish; the others may not. */
const showing = (changed: Partial<IncidentView>): Partial<IncidentClient> => ({
  show: () => Promise.resolve(aView({ lead: 'kwame', ...changed })),
});

const publishable = showing({ mayPublish: OFFER });

const bodyOfForm = (): string => system.kwame.modal().blocks.map(blockText).join('\n');

describe('the button that tells the public', () => {
  it('opens a form that says who will read it, and what', async () => {
    const { kwame, posted, fake } = await begin(publishable);
    await kwame.press(await posted('initial', { mayGoPublic: true }), 'muster:publish');
    await until(() => fake.workspace.views[0]);
    expect(bodyOfForm()).toContain('Customers will read this');
    expect(bodyOfForm()).toContain(OFFER.text);
    expect(bodyOfForm()).toContain('State: investigating. Impact: critical. The service is shown as major outage.');
    const [field] = kwame.modal().blocks.flatMap((block) => (block.type === 'input' ? [block.element] : []));
    expect(field).toMatchObject({ initial_value: OFFER.impact });
  });

  it('publishes in the policy’s words where they were left as they are', async () => {
    const { kwame, posted, recorded, fake } = await begin(publishable);
    await kwame.press(await posted('initial', { mayGoPublic: true }), 'muster:publish');
    await until(() => fake.workspace.views[0]);
    await kwame.submit(kwame.modal(), { impact: OFFER.impact });
    expect(await firstWord()).toBe('Done: publish.');
    expect(recorded.acts).toMatchObject([{ ref: INCIDENT, by: { person: 'kwame', via: 'slack' } }]);
    expect(recorded.acts[0]?.deed).toEqual({ do: 'publish', first: true });
  });

  it('publishes in the words that were written, and changes them when it is public already', async () => {
    const { kwame, posted, recorded, fake } = await begin(
      showing({ mayPublish: { ...OFFER, isPublic: true }, statusPage: REPORT }),
    );
    await kwame.press(await posted('initial', { mayGoPublic: true }), 'muster:publish');
    await until(() => fake.workspace.views[0]);
    expect(bodyOfForm()).toContain('Customers now see');
    await kwame.submit(kwame.modal(), { impact: 'Nobody can create a release.' });
    await firstWord();
    expect(recorded.acts[0]?.deed).toEqual({ do: 'publish', impact: 'Nobody can create a release.' });
  });

  it.each([
    ['no status page, or not for this severity', showing({}), 'the policy keeps P1 incidents off the status page'],
    [
      'somebody else leads',
      showing({ mayPublish: OFFER, lead: 'grace' }),
      'Kwame Mensah can\'t publish to the status page: that takes "lead" access (Kwame Mensah has "responder") or being this incident\'s lead.',
    ],
  ])('opens no form where it can’t be sent: %s', async (_why, changed, said) => {
    const { kwame, posted, fake, recorded } = await begin(changed);
    await kwame.press(await posted('initial', { mayGoPublic: true }), 'muster:publish');
    expect(await firstWord()).toContain(said);
    expect([fake.workspace.views, recorded.acts]).toEqual([[], []]);
  });

  it('tells the refusal to whoever came second, alone', async () => {
    const { kwame, posted, fake } = await begin({
      ...publishable,
      act: () => Promise.reject(new Refused('Priya Raman has already published.')),
    });
    await kwame.press(await posted('initial', { mayGoPublic: true }), 'muster:publish');
    await until(() => fake.workspace.views[0]);
    await kwame.submit(kwame.modal(), { impact: 'x' });
    expect(await firstWord()).toBe('Priya Raman has already published.');
    expect(fake.workspace.whispers).toMatchObject([{ user: 'U0KWAME01' }]);
  });
});

describe('/incident', () => {
  it('publish shows first what customers will read, with the words that were typed', async () => {
    const { kwame, recorded, fake } = await begin(publishable);
    await kwame.type('publish x4tm Nobody can log in.');
    await until(() => fake.workspace.views[0]);
    const [field] = kwame.modal().blocks.flatMap((block) => (block.type === 'input' ? [block.element] : []));
    expect(field).toMatchObject({ initial_value: 'Nobody can log in.', max_length: 500 });
    expect(recorded.acts).toEqual([]);
    await kwame.submit(kwame.modal(), { impact: 'Nobody can log in.' });
    await firstWord();
    expect(recorded.acts).toMatchObject([
      { ref: 'x4tm', deed: { do: 'publish', impact: 'Nobody can log in.', first: true } },
    ]);
  });

  it('unpublish with a reason takes the report back at once, without one asks for it', async () => {
    const { kwame, recorded, fake } = await begin(showing({ statusPage: REPORT }));
    await kwame.type('unpublish x4tm the wrong incident');
    await until(() => recorded.acts[0]);
    await kwame.type('unpublish x4tm');
    await until(() => fake.workspace.views[0]);
    await kwame.submit(kwame.modal(), { reason: 'the wrong page' });
    await until(() => recorded.acts[1]);
    expect(recorded.acts.map(({ deed }) => deed)).toEqual([
      { do: 'unpublish', reason: 'the wrong incident' },
      { do: 'unpublish', reason: 'the wrong page' },
    ]);
  });

  it('unpublish opens no form where nothing is public', async () => {
    const { kwame, fake } = await begin(publishable);
    await kwame.type('unpublish x4tm');
    expect(await firstWord()).toBe('This incident is not on the status page.');
    expect(fake.workspace.views).toEqual([]);
  });
});

test('what does not fit the table of actions is told to who sent it', async () => {
  const { kwame, posted, fake, recorded } = await begin();
  await kwame.press(await posted('initial'), 'muster:update');
  await until(() => fake.workspace.views[0]);
  const view = kwame.modal();
  await kwame.submit({ ...view, callback_id: 'muster:escalate' }, { text: 'x' });
  expect(await firstWord()).toContain('reason');
  expect(recorded.acts).toEqual([]);
});
