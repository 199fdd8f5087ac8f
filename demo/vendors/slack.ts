/** How does Slack take part in the demo, with posts, pages and buttons that people press? */
import { isCall } from '../../domain/state/keys';
import type { Person } from '../../directory/schema';
import { FakeSlack } from '../../test/fakes/slack/fake-slack';
import { aMember } from '../../test/fakes/slack/members';
import { blockText } from '../../test/fakes/slack/page';
import { FakeSocket } from '../../test/fakes/slack/socket';
import type { FakeMessage, FakeWorkspace } from '../../test/fakes/slack/workspace';
import { until } from '../until';
import type { Press, Received, Vendor } from './vendor';

/** These belong to no real workspace: they open the fake and nothing else. */
const TOKEN = 'xoxb-of-the-demo';
const APP_TOKEN = 'xapp-of-the-demo';

/** A press is answered with a private message; a person gives up after this long. */
const TOLD_WITHIN_MS = 10_000;

const memberId = ({ id }: Person): string => `U0${id.replaceAll('-', '').toUpperCase()}`;

/** Posts, pages by direct message, and what people press, by Socket Mode. */
export const slack: Vendor = {
  name: 'Slack',
  ports: ['page', 'chat'],
  contactPoint: (person) => ({ channel: 'slack', address: memberId(person) }),
  async start(people) {
    const socket = await FakeSocket.start();
    const fake = await FakeSlack.start({
      token: TOKEN,
      appToken: APP_TOKEN,
      socketUrl: socket.url,
      delivery: socket.delivery,
    });
    const { workspace } = fake;
    for (const person of people)
      workspace.addUser({ id: memberId(person), name: person.handle ?? person.id, realName: person.name });
    const whoIs = new Map(people.map((person) => [memberId(person), person.id]));
    return {
      settings: {
        MUSTER_SLACK_TOKEN: fake.token,
        MUSTER_SLACK_APP_TOKEN: APP_TOKEN,
        MUSTER_SLACK_API_URL: fake.apiUrl,
      },
      page: `${fake.vendor.url}/`,
      received: () => workspace.messages.flatMap((message) => receivedAs(message, workspace, whoIs)),
      press: async ({ person, incidentId, button, signal }) => {
        const user = [...whoIs].find(([, id]) => id === person)?.[0];
        if (user === undefined) throw new Error(`${person} is not on Slack.`);
        const member = aMember(fake, user, socket.delivery);
        const heardBefore = member.heard().length;
        const message = messageWith(button, incidentId, workspace, user);
        const [told] = await Promise.all([
          until(
            `Slack's answer to ${person} after pressing`,
            signal,
            () => Promise.resolve(member.heard()[heardBefore]),
            TOLD_WITHIN_MS,
          ),
          member.press(message, `muster:${button}`),
        ]);
        return told;
      },
      stop: async () => {
        await fake.stop();
        await socket.stop();
      },
    };
  },
};

/** A message as it was when it arrived; later edits disturbed nobody. */
function receivedAs(message: FakeMessage, workspace: FakeWorkspace, whoIs: ReadonlyMap<string, string>): Received[] {
  const { incidentId, key } = message.metadata?.event_payload ?? {};
  const channel = workspace.channels.get(message.channel);
  if (incidentId === undefined || key === undefined || channel === undefined) return [];
  const member = channel.kind === 'direct' ? [...channel.members].find((id) => whoIs.has(id)) : undefined;
  const isPage = member !== undefined && isCall(key);
  const [subject, text] = ['header', 'other'].map((part) =>
    message.posted.blocks
      .filter(({ type }) => (part === 'header' ? type === 'header' : type !== 'header' && type !== 'actions'))
      .map(blockText)
      .join('\n'),
  );
  return [
    {
      at: Number(message.ts) * 1_000,
      incidentId,
      key,
      port: isPage ? 'page' : 'chat',
      device: 'Slack',
      to: whoIs.get(member ?? '') ?? `#${channel.name}`,
      ...(subject !== '' && subject !== undefined && { subject }),
      text: text ?? '',
    },
  ];
}

/** The newest message to a member that has such a button for the incident. */
function messageWith(button: Press['button'], incidentId: string, workspace: FakeWorkspace, user: string): FakeMessage {
  const found = workspace
    .shown(workspace.directWith(user).id)
    .findLast(({ blocks }) =>
      blocks.some(
        (block) =>
          block.type === 'actions' &&
          block.elements.some(({ action_id: action, value }) => action === `muster:${button}` && value === incidentId),
      ),
    );
  if (found === undefined) throw new Error(`Slack has no message for ${user} with the button ${button}.`);
  return found;
}
