/** How does the fake check the arguments and scopes of a Slack Web API call? */
import { z } from 'zod';
import type { FakeChannel, FakeWorkspace } from './workspace';

/** An answer with `ok: false`. */
export class SlackSaysNo extends Error {
  constructor(
    readonly error: string,
    readonly more: object = {},
  ) {
    super(error);
  }
}

/** What a call may use: `trigger` answers who may open a modal with a trigger, and uses it up. */
export interface Caller {
  workspace: FakeWorkspace;
  scopes: ReadonlySet<string>;
  url: string;
  trigger: (id: string) => string | undefined;
}

export interface Method {
  /** The scopes of which a call needs one or all, as Slack's page of the method lists them. */
  scopes: readonly string[];
  call: (caller: Caller, args: unknown) => object;
}

export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .unknown()
    .transform((value): unknown => (typeof value === 'string' ? JSON.parse(value) : value))
    .pipe(schema);
export const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1'),
]);
export const whole = z.coerce.number().int().min(1).max(999);
export const stamp = z.string().regex(/^\d{10}\.\d{6}$/);
export const paging = { cursor: z.string().optional(), limit: whole.default(100) };

/**
 * Reads the arguments as the method takes them; one that it does not know is a mistake of ours. `scope` is demanded of each
 * call; `others` are those that it asks for besides, as the case may be.
 */
export function method<Shape extends z.ZodRawShape>(
  shape: Shape,
  scope: string | undefined,
  act: (caller: Caller, args: z.output<z.ZodObject<Shape>>) => object,
  others: readonly string[] = [],
): Method {
  return {
    scopes: [...(scope === undefined ? [] : [scope]), ...others],
    call: (caller, args) => {
      if (scope !== undefined) demand(caller, scope);
      const parsed = z.strictObject(shape).safeParse(args);
      if (!parsed.success) throw new SlackSaysNo('invalid_arguments', { detail: z.prettifyError(parsed.error) });
      return act(caller, parsed.data);
    },
  };
}

export function demand({ scopes }: Pick<Caller, 'scopes'>, scope: string): void {
  if (!scopes.has(scope)) throw new SlackSaysNo('missing_scope', { needed: scope, provided: [...scopes].join(',') });
}

export function known(workspace: FakeWorkspace, named: string): FakeChannel {
  const channel = workspace.findChannel(named);
  if (channel === undefined) throw new SlackSaysNo('channel_not_found');
  return channel;
}

/** A channel where something can still be changed. */
export function unarchived(workspace: FakeWorkspace, named: string): FakeChannel {
  const channel = known(workspace, named);
  if (channel.isArchived === true) throw new SlackSaysNo('is_archived');
  return channel;
}

export const invalid = (error: string, why: z.ZodError): SlackSaysNo =>
  new SlackSaysNo(error, { response_metadata: { messages: [z.prettifyError(why)] } });

export function slice<Item>(all: Item[], cursor: string | undefined, limit: number): { items: Item[]; next: object } {
  const from = Number(cursor ?? 0);
  const more = from + limit < all.length;
  return {
    items: all.slice(from, from + limit),
    next: { has_more: more, response_metadata: { next_cursor: more ? String(from + limit) : '' } },
  };
}
