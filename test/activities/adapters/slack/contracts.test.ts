import type { Receipt } from '../../../../activities/ports';
import { describePeoplePort } from '../../../contracts/people.contract';
import { describeProvider } from '../../../contracts/provider.contract';
import type { FakeSlack } from '../../../fakes/slack/fake-slack';
import { aPage, aPost, aWorkspace } from './setup';

type Slack = ReturnType<Awaited<ReturnType<typeof aWorkspace>>['begin']>;

type Send = (slack: Slack, incidentId: string, key: string, signal?: AbortSignal) => Promise<Receipt>;

const WAYS: Record<string, Send> = {
  'Chat on Slack, to a channel': ({ chat }, incidentId, key, signal) => chat.post(aPost({ incidentId, key }), signal),
  'Chat on Slack, to a person': ({ chat }, incidentId, key, signal) =>
    chat.post(aPost({ incidentId, key, to: ['kwame'] }), signal),
  'Pager on Slack': ({ pager }, incidentId, key, signal) => pager.page(aPage({ incidentId, key }), signal),
};

const fakes: FakeSlack[] = [];

afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

for (const [name, send] of Object.entries(WAYS)) {
  describePeoplePort(name, () => {
    const workspace = aWorkspace().then((begun) => {
      fakes.push(begun.fake);
      return { ...begun, slack: begun.begin() };
    });
    return {
      send: async (incidentId, key, signal) => send((await workspace).slack, incidentId, key, signal),
      effects: async () => (await workspace).fake.workspace.effects(),
    };
  });

  describeProvider(name, async () => {
    const { fake, begin } = await aWorkspace();
    const slack = begin();
    return { vendor: fake.vendor, token: fake.token, act: (signal) => send(slack, 'i-1', 'k', signal) };
  });
}
