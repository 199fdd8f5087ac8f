/** How does an editor know what a policy may say? */
import { z } from 'zod';
import { Duration } from './duration';
import { Policy } from './schema';
import { SeverityRulesSchema } from './schema-severity';
import { RoleName, RuleSource } from './schema-words';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const PARTIAL = 'Partial';
const EXTENDS = { type: 'string', description: 'Another policy file, by a path from this one; this file changes it.' };

/**
 * The policy as JSON Schema, for editors. A file with `extends` may leave out what it inherits; within lists, which
 * are replaced as a whole, everything stays required. The loader checks more than a schema can say.
 */
export function policyJsonSchema(): { [key: string]: Json } {
  const names = z.registry<{ id: string }>();
  names.add(Duration, { id: 'Duration' });
  names.add(RoleName, { id: 'Role' });
  names.add(RuleSource, { id: 'Source' });
  names.add(SeverityRulesSchema, { id: 'SeverityRules' });
  const generated = z.toJSONSchema(Policy, { io: 'input', metadata: names });
  const { $schema, $defs, ...whole } = JSON.parse(JSON.stringify(generated)) as { [key: string]: Json };
  const definitions = Object.entries(isObject($defs) ? $defs : {});
  const partial = definitions.map(([name, body]): [string, Json] => [name + PARTIAL, withoutRequired(body)]);
  const inheriting = withoutRequired(whole);
  if (isObject(inheriting) && isObject(inheriting['properties'])) inheriting['properties']['extends'] = EXTENDS;
  return {
    $schema: $schema ?? null,
    title: 'Muster policy',
    if: { required: ['extends'] },
    then: inheriting,
    else: whole,
    $defs: Object.fromEntries([...definitions, ...partial]),
  };
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same schema where mappings may be incomplete, down to the lists. */
function withoutRequired(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema)
    .filter(([key, value]) => !(key === 'required' && Array.isArray(value)))
    .map(([key, value]): [string, Json] => {
      if (key === 'items') return [key, value];
      if (key === '$ref' && typeof value === 'string') return [key, value + PARTIAL];
      return [key, withoutRequired(value)];
    });
  return Object.fromEntries(entries);
}
