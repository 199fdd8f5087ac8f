/** Which parts of an invalid policy can still be checked? */
import { Policy } from './schema';

/** Another part was asked for than those that are valid. */
class PartInvalid extends Error {}

type Shape = Readonly<Record<string, { safeParse(value: unknown): { success: boolean; data?: unknown } }>>;

/**
 * An unchecked policy of which only the valid parts can be read: each section, and each severity by itself. What asks for
 * another part ends with an error that `ifReadable` turns into nothing.
 */
export function validParts(written: unknown): Policy {
  const { severities, ...sections } = Policy.shape;
  const rules: unknown = fieldOf(written, 'severities');
  const names = typeof rules === 'object' && rules !== null ? Object.keys(rules) : [];
  const each = Object.fromEntries(names.map((name) => [name, severities.valueType]));
  return partsOf<Policy>(written, sections, { severities: partsOf(rules, each, {}) });
}

/** What `check` finds, or nothing where it asks for a part that is not valid. */
export function ifReadable<Found>(check: () => Found[]): Found[] {
  try {
    return check();
  } catch (error) {
    if (error instanceof PartInvalid) return [];
    throw error;
  }
}

function partsOf<Whole extends object>(written: unknown, shape: Shape, known: Partial<Whole>): Whole {
  const read = Object.entries(shape).flatMap(([key, schema]) => {
    const { success, data } = schema.safeParse(fieldOf(written, key));
    return success ? [[key, data] as const] : [];
  });
  const parts: Partial<Whole> = { ...known, ...(Object.fromEntries(read) as Partial<Whole>) };
  return new Proxy(parts, {
    get(target, key) {
      if (!Object.hasOwn(target, key)) throw new PartInvalid(String(key));
      return Reflect.get(target, key) as unknown;
    },
  }) as Whole;
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, key) as unknown) : undefined;
