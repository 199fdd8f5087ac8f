/** How does a page go out as a push message with buttons, once? */
import { createHash } from 'node:crypto';
import { CONFIRM } from '../../../domain/doctor/test-message';
import { mayRing } from '../../../domain/paging/urgency';
import { ProviderRejected } from '../../errors';
import type { Receipt } from '../../ports';
import type { Channel, ChannelPage } from '../delivery/channel';
import { createQueueByName } from '../shared/in-turn';
import { createNtfyApi, NTFY, type NtfyAction, type NtfyMessage, type NtfyOptions } from './api';
import type { MayLead } from '../shared/at-links';
import { withoutLinks } from '../shared/without-links';

/** https://docs.ntfy.sh/publish/#limitations: longer messages become files to download. */
const LONGEST = { title: 200, message: 800 };

/** Messages that this process remembers. */
const REMEMBERED = 500;

/** Clocks of two machines may differ. */
const CLOCKS_DIFFER_MS = 60_000;

const TOPIC = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Push messages. ntfy knows no idempotency key: this process remembers what it sent, and a page that another one may have sent
 * before is looked for among those that the server keeps. Where that can't be told it goes out, perhaps twice.
 */
export function createNtfy(options: NtfyOptions): Channel {
  const api = createNtfyApi(options);
  const inTurn = createQueueByName();
  const sent = new Map<string, Receipt>();

  const sentBefore = async (
    { triedSince }: ChannelPage,
    topic: string,
    mark: string,
    signal?: AbortSignal,
  ): Promise<string | undefined> => {
    if (triedSince === undefined) return undefined;
    try {
      return await api.find(topic, mark, triedSince - CLOCKS_DIFFER_MS, signal);
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  };

  return {
    name: NTFY,
    serves: ['push'],
    // What may not ring goes out with a priority that makes no sound.
    loudness: () => 'quiet',
    send: async (page, topic, signal) => {
      signal?.throwIfAborted();
      if (!TOPIC.test(topic))
        throw new ProviderRejected(NTFY, `the contact point "${topic.slice(0, 40)}" is not the name of a topic`);
      const mark = markOf(page);
      const name = `${topic} ${mark}`;
      return inTurn(name, async () => {
        signal?.throwIfAborted();
        const known = sent.get(name);
        if (known !== undefined) return known;
        const before = await sentBefore(page, topic, mark, signal);
        const receipt = { reference: before ?? (await api.publish(messageOf(page, topic, mark), signal)) };
        sent.set(name, receipt);
        for (const oldest of [...sent.keys()].slice(0, -REMEMBERED)) sent.delete(oldest);
        return receipt;
      });
    },
  };
}

/** What makes one effect's message recognizable among those of a topic. */
const markOf = ({ incidentId, key }: ChannelPage): string =>
  `muster-${createHash('sha256')
    .update(JSON.stringify([incidentId, key]))
    .digest('hex')
    .slice(0, 10)}`;

function messageOf(page: ChannelPage, topic: string, mark: string): NtfyMessage {
  const { subject, text, short, answer, kind, together } = page;
  const rings = mayRing(kind);
  const url = answer?.url;
  const lines = [
    short ?? text,
    ...(answer === undefined || url !== undefined ? [] : [`${answer.says}: ${answer.command}`]),
  ];
  return {
    topic,
    title: plain(subject ?? text.split('\n')[0] ?? '', LONGEST.title),
    message: plain(lines.join('\n'), LONGEST.message, page),
    priority: rings ? 5 : 2,
    tags: [...(rings ? ['rotating_light'] : []), mark],
    ...(answer !== undefined &&
      url !== undefined && {
        click: url,
        actions: together === undefined ? actionsOf(answer.says, url) : [openIn(url)],
      }),
  };
}

const openIn = (url: string): NtfyAction => ({ action: 'view', label: 'Open', url });

/** Buttons that answer in one request, without opening anything. */
function actionsOf(says: string, url: string): NtfyAction[] {
  const open = openIn(url);
  const button = (label: string, answer: string): NtfyAction => ({
    action: 'http',
    label,
    url: `${url}/${answer}`,
    method: 'POST',
    clear: true,
  });
  if (says === CONFIRM) return [button('I got it', 'confirm')];
  if (!says.startsWith('Acknowledge')) return [open];
  return [button("I'm on it", 'acknowledge'), button("I can't", 'decline'), open];
}

/** Without what hides text, and without links of others: ntfy makes them clickable. */
function plain(text: string, longest: number, mayLead: MayLead = {}): string {
  const safe = withoutLinks(text.replace(/(?![\n])[\p{Cc}\p{Cf}]/gu, ''), mayLead);
  return safe.length <= longest ? safe : `${safe.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}
