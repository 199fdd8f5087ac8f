/** What can a person do in the workspace in a browser, as a member of their choice? */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isOwnRequest } from '../html';
import { json, type VendorAnswer, type VendorRequest } from '../vendor';
import { aMember, type Delivery } from './members';
import { type Looking, pageOf } from './page';
import type { FakeView, SlackHost } from './workspace';

/** How long Slack waits for the app to take what somebody did. */
const TAKEN_WITHIN_MS = 3_000;
/** How long we wait for its result, so that the next page shows it. */
const SEEN_WITHIN_MS = 2_500;

const Rejected = z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) });
const Told = z.object({ response_type: z.literal('ephemeral'), text: z.string() });
const Pressed = z.object({ as: z.string(), channel: z.string(), ts: z.string(), action: z.string() });
const Sent = z.looseObject({ as: z.string(), view: z.string() });
const Typed = z.object({ as: z.string(), text: z.string() });

type Fields = Record<string, string>;

/** Answers the requests of a browser. Without `delivery` nobody can act; requests of other sites are refused. */
export function createWindow(
  fake: SlackHost,
  delivery?: Delivery,
): (request: VendorRequest) => VendorAnswer | Promise<VendorAnswer> {
  const done = new Set<string>();
  const modalOf = (user: string): FakeView | undefined =>
    fake.workspace.views.findLast(({ openedBy, id }) => openedBy === user && !done.has(id));

  const show = (looking: Looking): VendorAnswer => ({
    status: 200,
    ...pageOf(
      fake.workspace,
      looking.as === undefined ? looking : { modal: modalOf(looking.as), ...looking },
      delivery !== undefined,
    ),
  });

  const acts: Record<string, (fields: Fields, by: Delivery) => Promise<VendorAnswer>> = {
    '/press': async (fields, by) => {
      const { as, channel, ts, action } = Pressed.parse(fields);
      const message = fake.workspace.messages.find((other) => other.channel === channel && other.ts === ts);
      if (message === undefined) return show({ as, notice: 'The message is gone.' });
      return carriedOut(as, () => aMember(fake, as, by).press(message, action));
    },
    '/submit': async (fields, by) => {
      const { as, view: id, ...rest } = Sent.parse(fields);
      const view = fake.workspace.views.find((other) => other.id === id && other.openedBy === as);
      if (view === undefined || done.has(id)) return show({ as, notice: 'The form is closed.' });
      return carriedOut(as, async () => {
        const answer = await aMember(fake, as, by).submit(view, answersIn(rest));
        if (!Rejected.safeParse(answer).success) done.add(id);
        return answer;
      });
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- A form that makes no sense is a rejection here too.
    '/close': async (fields) => {
      const { as, view } = Sent.parse(fields);
      done.add(view);
      return backTo(as);
    },
    '/type': async (fields, by) => {
      const { as, text } = Typed.parse(fields);
      return carriedOut(as, () => aMember(fake, as, by).type(text));
    },
  };

  /** Does it as Slack would, and shows what the member then sees. */
  const carriedOut = async (as: string, act: () => Promise<unknown>): Promise<VendorAnswer> => {
    const { whispers, views } = fake.workspace;
    const before = whispers.length + views.length;
    const answer = await taken(act);
    if (answer instanceof Error) return show({ as, notice: answer.message });
    const rejected = Rejected.safeParse(answer);
    if (rejected.success) return show({ as, errors: rejected.data.errors });
    const told = Told.safeParse(answer);
    if (told.success) whispers.push({ user: as, channel: '', text: told.data.text });
    for (const until = Date.now() + SEEN_WITHIN_MS; whispers.length + views.length === before && Date.now() < until;)
      await pause(20);
    return backTo(as);
  };

  return (request) => {
    const { pathname, searchParams } = new URL(request.path, fake.vendor.url);
    if (!isOwnRequest(request.headers)) return json(403, { ok: false, error: 'another_site' });
    if (request.method === 'GET' && pathname === '/') {
      const as = searchParams.get('as') ?? undefined;
      return show(as !== undefined && fake.workspace.users.has(as) && delivery !== undefined ? { as } : {});
    }
    const act = request.method === 'POST' ? acts[pathname] : undefined;
    const fields = Object.fromEntries(new URLSearchParams(request.body));
    if (act === undefined || delivery === undefined || !fake.workspace.users.has(fields['as'] ?? ''))
      return json(404, { ok: false, error: 'not_found' });
    return act(fields, delivery).catch(() => json(400, { ok: false, error: 'invalid_form' }));
  };
}

/** What the app answered, or in words why it did not take it. */
async function taken(act: () => Promise<unknown>): Promise<unknown> {
  const giveUp = new AbortController();
  const late = pause(TAKEN_WITHIN_MS, new Error('Muster did not answer within three seconds.'), {
    signal: giveUp.signal,
  });
  try {
    return await Promise.race([act(), late]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    giveUp.abort();
  }
}

/** Fields that were left empty are not sent by Slack. */
const answersIn = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      name.startsWith('field:') && typeof value === 'string' && value !== ''
        ? [[name.slice('field:'.length), value]]
        : [],
    ),
  );

const backTo = (as: string): VendorAnswer => ({
  status: 303,
  body: '',
  headers: { location: `/?${new URLSearchParams({ as }).toString()}` },
});
