/** Which fields does a form for an act have? Read off the same schema that checks the API's requests. */
import { z } from 'zod';

/** One thing that a person fills in. */
export interface Field {
  name: string;
  kind: 'line' | 'text' | 'choice' | 'flag';
  required: boolean;
  /** Of a choice. */
  options?: readonly string[];
  /** What the schema says of it. */
  hint?: string;
  longest?: number;
  /** What it is where nothing is said. */
  preset?: string;
}

/** One of the shapes that an act's body may have. */
export interface FormShape {
  /** Tells the shapes of one act apart, such as `ticked`; empty where there is only one. */
  variant: string;
  /** What this shape always says. */
  fixed: Readonly<Record<string, string>>;
  fields: readonly Field[];
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  enum?: string[];
  const?: unknown;
  description?: string;
  maxLength?: number;
  default?: unknown;
}

/** Longer than this is not one line. */
const LONGEST_LINE = 300;

/** The forms for a body: one for each of its shapes. */
export function shapesOf(body: z.ZodType): FormShape[] {
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const shapes = schema.oneOf ?? schema.anyOf;
  return shapes === undefined ? [shapeOf(schema, false)] : shapes.map((shape) => shapeOf(shape, true));
}

function shapeOf({ properties = {}, required = [] }: JsonSchema, isOneOfSeveral: boolean): FormShape {
  const fixed = Object.fromEntries(
    Object.entries(properties).flatMap(([name, { const: value }]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
  const fields = Object.entries(properties)
    .filter(([name]) => !(name in fixed))
    .map(([name, schema]) => fieldOf(name, schema, required.includes(name)));
  return { variant: isOneOfSeveral ? Object.values(fixed).join(' ') : '', fixed, fields };
}

function fieldOf(name: string, schema: JsonSchema, required: boolean): Field {
  const { enum: options, const: value, description: hint, maxLength: longest = Infinity, default: preset } = schema;
  const kind = options !== undefined ? 'choice' : value === true ? 'flag' : longest <= LONGEST_LINE ? 'line' : 'text';
  return {
    ...{ name, kind, required },
    ...(options !== undefined && { options }),
    ...(hint !== undefined && { hint }),
    ...(longest !== Infinity && { longest }),
    ...(typeof preset === 'string' && { preset }),
  };
}

/** The body that a sent form stands for: empty fields are left out, and a ticked box is true. */
export function actBodyOf({ fixed, fields }: FormShape, sent: URLSearchParams): Record<string, unknown> {
  const said = fields.flatMap(({ name, kind }): [string, unknown][] => {
    const value = sent.get(name)?.replace(/\r\n/g, '\n').trim() ?? '';
    if (value === '') return [];
    return [[name, kind === 'flag' ? true : value]];
  });
  return { ...fixed, ...Object.fromEntries(said) };
}

/** Which shape was sent. */
export const shapeSent = (shapes: readonly FormShape[], sent: URLSearchParams): FormShape | undefined =>
  shapes.find(({ fixed }) => Object.entries(fixed).every(([name, value]) => sent.get(name) === value)) ?? shapes[0];
