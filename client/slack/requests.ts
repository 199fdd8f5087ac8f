/** What does Slack send when someone presses a button, sends a form or types `/incident`? */
import { z } from 'zod';

/** A request that was signed by Slack but makes no sense to us. */
export class OddRequest extends Error {
  override name = 'OddRequest';
}

const id = z.string().min(1).max(100);
const link = z.string().max(500);

const Pressed = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id }),
  trigger_id: z.string().min(1).max(300),
  response_url: link.optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        value: z.string().max(2_000).optional(),
        action_ts: z.string().max(40),
      }),
    )
    .min(1),
});
export type Pressed = z.infer<typeof Pressed>;

const Answer = z.looseObject({
  value: z.string().max(3_000).nullish(),
  selected_option: z.object({ value: z.string().max(150) }).nullish(),
});

const Submitted = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id }),
  view: z.object({
    id,
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3_000),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Answer)) }),
  }),
});
export type Submitted = z.infer<typeof Submitted>;

const Typed = z.object({
  command: z.string().max(100),
  text: z.string().max(4_000).default(''),
  user_id: id,
  trigger_id: z.string().min(1).max(300),
  response_url: link,
});
export type Typed = z.infer<typeof Typed>;

const Kind = z.object({ type: z.string() });
const Interaction = z.discriminatedUnion('type', [Pressed, Submitted]);

/** A button or a form; `undefined` for other interactions, which we ignore. Throws `OddRequest`. */
export function readInteraction(payload: unknown): Pressed | Submitted | undefined {
  const kind = Kind.safeParse(payload);
  if (!kind.success) throw new OddRequest('The payload has no type.');
  if (kind.data.type !== 'block_actions' && kind.data.type !== 'view_submission') return undefined;
  return read(Interaction, payload);
}

/** A slash command. Throws `OddRequest`. */
export const readCommand = (form: unknown): Typed => read(Typed, form);

function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new OddRequest(`Malformed request: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`.trim());
}
