/** What can a member do in Slack, and how does the app hear about it? */
import { createHmac } from 'node:crypto';
import type { FakeBlock } from './limits';
import type { FakeMessage, FakeView, SlackHost } from './workspace';

/** How Slack brings something to the app; answers what the app said at once. */
export interface Delivery {
  interaction(payload: object): Promise<unknown>;
  command(fields: Record<string, string>): Promise<unknown>;
}

/** What a member does in Slack's own window. It lets them do only what Slack would. */
export interface FakeMember {
  press(message: FakeMessage, action: string): Promise<unknown>;
  submit(view: FakeView, answers: Record<string, string>): Promise<unknown>;
  type(text: string): Promise<unknown>;
  /** The modal that was opened for them last. */
  modal(): FakeView;
  /** What only they were told. */
  heard(): string[];
}

export function aMember(fake: SlackHost, id: string, delivery: Delivery): FakeMember {
  const { workspace } = fake;
  const user = { id, name: workspace.users.get(id)?.name ?? 'somebody', team_id: workspace.bot.team };
  const team = { id: workspace.bot.team, domain: 'muster-test' };

  return {
    async press(message, action) {
      const pressed = message.blocks.flatMap((block) =>
        block.type === 'actions' ? block.elements.filter(({ action_id: is }) => is === action) : [],
      )[0];
      if (pressed === undefined) throw new Error(`the message has no button ${action}`);
      const channel = { id: message.channel, name: workspace.channels.get(message.channel)?.name };
      return delivery.interaction({
        type: 'block_actions',
        user,
        team,
        api_app_id: 'A0MUSTER1',
        container: { type: 'message', message_ts: message.ts, channel_id: message.channel },
        trigger_id: fake.newTrigger(id),
        channel,
        message: { ts: message.ts, text: message.text, blocks: message.blocks },
        response_url: fake.newResponseUrl(id, message.channel),
        actions: [{ ...pressed, block_id: 'muster:buttons', action_ts: workspace.nextTs() }],
      });
    },

    async submit(view, answers) {
      const values = Object.fromEntries(view.blocks.flatMap((block) => fieldOf(block, answers)));
      for (const name of Object.keys(answers)) if (!(name in values)) throw new Error(`the form has no field ${name}`);
      return delivery.interaction({
        type: 'view_submission',
        user,
        team,
        api_app_id: 'A0MUSTER1',
        trigger_id: fake.newTrigger(id),
        view: { ...view, state: { values } },
        response_urls: [],
      });
    },

    type: (text) =>
      delivery.command({
        token: 'deprecated',
        team_id: team.id,
        channel_id: workspace.channelNamed('incidents').id,
        channel_name: 'incidents',
        user_id: id,
        user_name: user.name,
        command: '/incident',
        text,
        api_app_id: 'A0MUSTER1',
        response_url: fake.newResponseUrl(id, workspace.channelNamed('incidents').id),
        trigger_id: fake.newTrigger(id),
      }),

    modal() {
      const view = workspace.views.findLast(({ openedBy }) => openedBy === id);
      if (view === undefined) throw new Error('no modal was opened');
      return view;
    },

    heard: () => workspace.whispers.filter((whisper) => whisper.user === id).map(({ text }) => text),
  };
}

/** A field as it is sent. In Slack nobody can leave a required one empty or choose what isn't an option. */
function fieldOf(block: FakeBlock, answers: Record<string, string>): [string, object][] {
  if (block.type !== 'input') return [];
  const { block_id: field = '', element, optional = false } = block;
  const answer = answers[field];
  if (answer === undefined && !optional) throw new Error(`the field ${field} is required`);
  const { type, action_id: action = '' } = element;
  if (type === 'plain_text_input') return [[field, { [action]: { type, value: answer ?? null } }]];
  const chosen = element.options.find(({ value }) => value === answer) ?? null;
  if (answer !== undefined && chosen === null) throw new Error(`${answer} is no option of ${field}`);
  return [[field, { [action]: { type, selected_option: chosen } }]];
}

export interface Signing {
  secret: string;
  /** Seconds. */
  timestamp?: number;
}

/** The headers of a request that is signed as Slack signs. */
export function signedHeaders(body: string, { secret, timestamp = Math.floor(Date.now() / 1000) }: Signing) {
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${hash}`,
  };
}

/** Signed requests over HTTP to an app at `url`. */
export function byHttp(url: string, secret: string): Delivery {
  const send = async (path: string, fields: Record<string, string>): Promise<unknown> => {
    const body = new URLSearchParams(fields).toString();
    const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers: signedHeaders(body, { secret }) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`the app answered ${answer.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  return {
    interaction: (payload) => send('/slack/actions', { payload: JSON.stringify(payload) }),
    command: (fields) => send('/slack/commands', fields),
  };
}
