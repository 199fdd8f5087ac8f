/** Which schema describes each value of a policy? */
import { z } from 'zod';
import { Duration } from './duration';

type Schema = z.core.$ZodType;
export type SchemaPath = readonly (string | number)[];
type Leaf = (schema: Schema, value: unknown, path: SchemaPath) => unknown;

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema inside `optional`, `nullable`, `default` and `prefault`. */
function unwrap(schema: Schema): Schema {
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap())
    : schema;
}

const shapeOf = (schema: z.ZodObject): Readonly<Record<string, Schema>> => schema.shape;

const literalsFit = (shape: Readonly<Record<string, Schema>>, value: Record<string, unknown>): boolean =>
  Object.entries(shape).every(
    ([key, field]) => !(field instanceof z.ZodLiteral) || field.values.has(value[key] as z.core.util.Literal),
  );

/** Whether a checked value belongs to this option of a union. */
function fits(option: Schema, value: unknown): boolean {
  if (option === Duration) return typeof value === 'number';
  if (option instanceof z.ZodString) return typeof value === 'string';
  if (option instanceof z.ZodLiteral) return option.values.has(value as z.core.util.Literal);
  if (!(option instanceof z.ZodObject) || !isMapping(value)) return false;
  const shape = shapeOf(option);
  return literalsFit(shape, value) && Object.keys(value).every((key) => key in shape);
}

/**
 * Copies a checked value, each leaf replaced by what `leaf` makes of it. Leaves come with their schema, so that a
 * duration is told from another number and a role from another word: by the very schema object that the policy uses.
 */
export function mapLeaves(schema: Schema, value: unknown, leaf: Leaf, path: SchemaPath = []): unknown {
  if (value === null || value === undefined) return value;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) {
    const schemaOf = (key: string): Schema =>
      inner instanceof z.ZodObject ? known(shapeOf(inner)[key], [...path, key]) : inner.valueType;
    const entries = Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      mapLeaves(schemaOf(key), member, leaf, [...path, key]),
    ]);
    return Object.fromEntries(entries);
  }
  if (inner instanceof z.ZodArray && Array.isArray(value))
    return value.map((item: unknown, n) => mapLeaves(inner.element, item, leaf, [...path, n]));
  if (inner instanceof z.ZodUnion) {
    const option = inner.options.find((candidate) => fits(candidate, value));
    return mapLeaves(known(option, path), value, leaf, path);
  }
  return leaf(inner, value, path);
}

function known(schema: Schema | undefined, path: SchemaPath): Schema {
  if (schema === undefined) throw new Error(`The policy's schema says nothing about ${path.join('.')}`);
  return schema;
}

/** Visits the leaves of an unchecked value, as far as it has the shape that the schema asks for. */
export function visitLeaves(
  schema: Schema,
  value: unknown,
  visit: (schema: Schema, value: unknown, path: SchemaPath) => void,
  path: SchemaPath = [],
): void {
  const inner = unwrap(schema);
  const visitMember = (of: Schema | undefined, member: unknown, key: string | number): void => {
    if (of !== undefined && member !== null && member !== undefined) visitLeaves(of, member, visit, [...path, key]);
  };
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) {
    if (!isMapping(value)) return;
    for (const [key, member] of Object.entries(value))
      visitMember(inner instanceof z.ZodObject ? shapeOf(inner)[key] : inner.valueType, member, key);
  } else if (inner instanceof z.ZodArray) {
    if (Array.isArray(value)) value.forEach((item: unknown, n) => visitMember(inner.element, item, n));
  } else if (inner instanceof z.ZodUnion) {
    const option = inner.options.find((candidate) => fits(candidate, value));
    if (option !== undefined) visitLeaves(option, value, visit, path);
  } else visit(inner, value, path);
}

/** The keys that may stand at `path` of an unchecked value, as far as the schema can tell; for suggestions. */
export function keysAt(schema: Schema, value: unknown, path: SchemaPath): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) {
    const option = inner.options.find(
      (candidate) => candidate instanceof z.ZodObject && isMapping(value) && literalsFit(shapeOf(candidate), value),
    );
    return option === undefined ? [] : keysAt(option, value, path);
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) return inner.keyType.options.map(String);
    return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  }
  const member: unknown = isMapping(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  const next =
    inner instanceof z.ZodObject
      ? shapeOf(inner)[key]
      : inner instanceof z.ZodRecord
        ? inner.valueType
        : inner instanceof z.ZodArray
          ? inner.element
          : undefined;
  return next === undefined ? [] : keysAt(next, member, rest);
}
