/** Which limits of Block Kit does Slack enforce, refusing what doesn't fit as `invalid_blocks`? */
import { z } from 'zod';

const text = (longest: number) => z.string().min(1).max(longest);
const Plain = (longest: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(longest), emoji: z.boolean().optional() });
const Markup = (longest: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(longest), verbatim: z.boolean().optional() });
const Text = (longest: number) => z.discriminatedUnion('type', [Plain(longest), Markup(longest)]);

const blockId = { block_id: text(255).optional() };
const actionId = { action_id: text(255).optional() };

const Option = z.strictObject({ text: Plain(75), value: text(150), description: Plain(75).optional() });

const Button = z.strictObject({
  type: z.literal('button'),
  ...actionId,
  text: Plain(75),
  value: text(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
const Input = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('plain_text_input'),
    ...actionId,
    multiline: z.boolean().optional(),
    max_length: z.number().min(1).max(3_000).optional(),
    initial_value: text(3_000).optional(),
    placeholder: Plain(150).optional(),
  }),
  z.strictObject({
    type: z.literal('static_select'),
    ...actionId,
    options: z.array(Option).min(1).max(100),
    initial_option: Option.optional(),
    placeholder: Plain(150).optional(),
  }),
  z.strictObject({
    type: z.literal('radio_buttons'),
    ...actionId,
    options: z.array(Option).min(1).max(10),
    initial_option: Option.optional(),
  }),
]);

const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), ...blockId, text: Plain(150) }),
  z.strictObject({
    type: z.literal('section'),
    ...blockId,
    text: Text(3_000).optional(),
    fields: z.array(Text(2_000)).min(1).max(10).optional(),
    accessory: Button.optional(),
  }),
  z.strictObject({ type: z.literal('context'), ...blockId, elements: z.array(Text(3_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({ type: z.literal('actions'), ...blockId, elements: z.array(Button).min(1).max(25) }),
  z.strictObject({
    type: z.literal('input'),
    ...blockId,
    label: Plain(2_000),
    element: Input,
    optional: z.boolean().optional(),
    hint: Plain(2_000).optional(),
  }),
]);
export type FakeBlock = z.infer<typeof Block>;

const unique = (names: (string | undefined)[]): boolean => {
  const given = names.filter((name) => name !== undefined);
  return new Set(given).size === given.length;
};

const blocks = (most: number) =>
  z
    .array(Block)
    .max(most)
    .refine((all) => unique(all.map(({ block_id: id }) => id)), 'block_id used twice')
    .refine(
      (all) => unique(all.flatMap((block) => (block.type === 'actions' ? block.elements.map((e) => e.action_id) : []))),
      'action_id used twice',
    );

export const MessageBlocks = blocks(50).refine(
  (all) => all.every(({ type }) => type !== 'input'),
  'input blocks belong into modals',
);

export const Modal = z.strictObject({
  type: z.literal('modal'),
  title: Plain(24),
  submit: Plain(24).optional(),
  close: Plain(24).optional(),
  blocks: blocks(100),
  private_metadata: z.string().max(3_000).optional(),
  callback_id: text(255).optional(),
});
export type FakeModal = z.infer<typeof Modal>;

export const Metadata = z.strictObject({
  event_type: text(255),
  event_payload: z.record(z.string(), z.string().max(3_000)),
});
export type FakeMetadata = z.infer<typeof Metadata>;
