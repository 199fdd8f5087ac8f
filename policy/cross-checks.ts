/** Does everything that the policy refers to exist? */
import { checkConsistency } from './consistency';
import type { LocatedFinding } from './location';
import { hasBrokenPlaceholder, placeholdersIn } from './parameters';
import { MESSAGE_PLACEHOLDERS, PUBLIC_PLACEHOLDERS, WELL_KNOWN_PARAMETERS } from './placeholders';
import { Policy } from './schema';
import { type SchemaPath, visitLeaves } from './schema-walk';
import { MessageText, ProbeName, PublicText, RoleName, RuleSource, SeverityName, Templated } from './schema-words';
import { citedLines } from './sources';
import { didYouMean } from './suggest';
import { validParts } from './valid-parts';

/** Everything in a policy that doesn't fit together, each with its path. */
export const crossCheck = (policy: Policy, guideLines: number): LocatedFinding[] => [
  ...unknownNames(policy, guideLines),
  ...unusedParameters(policy),
  ...checkConsistency(policy),
];

/** What doesn't fit together of a policy whose other mistakes keep it from being read, as far as that can be told. */
export const crossCheckParts = (written: unknown, guideLines: number): LocatedFinding[] => [
  ...unknownNames(written, guideLines),
  ...checkConsistency(validParts(written)),
];

/** Names and lines of the guide that don't exist. */
function unknownNames(written: unknown, guideLines: number): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  const roles = keysOf(written, 'roles');
  const probes = keysOf(written, 'probes');
  const severities = keysOf(written, 'severities');
  const parameters = keysOf(written, 'investigation', 'parameters');
  visitLeaves(Policy, written, (schema, value, path) => {
    if (typeof value !== 'string') return;
    if (schema === RoleName) found.push(...unknownName('role', value, roles, path));
    if (schema === SeverityName) found.push(...unknownName('severity', value, severities, path));
    if (schema === ProbeName) found.push(...unknownName('probe', value, probes, path));
    if (schema === RuleSource) found.push(...outsideGuide(value, guideLines, path));
    if (schema === MessageText) found.push(...unknownPlaceholders('placeholder', value, MESSAGE_PLACEHOLDERS, path));
    if (schema === PublicText)
      found.push(...unknownPlaceholders('public placeholder', value, PUBLIC_PLACEHOLDERS, path));
    if (schema === Templated) found.push(...unknownPlaceholders('parameter', value, parameters, path));
  });
  for (const name of keysOf(written, 'statusPage', 'severities'))
    found.push(
      ...unknownName('severity', name, severities, ['statusPage', 'severities', name]).map((finding) => ({
        ...finding,
        at: 'key' as const,
      })),
    );
  return found;
}

const keysOf = (value: unknown, ...path: string[]): string[] => {
  const at = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (Reflect.get(inner, key) as unknown) : undefined),
    value,
  );
  return typeof at === 'object' && at !== null ? Object.keys(at) : [];
};

function unusedParameters(policy: Policy): LocatedFinding[] {
  const used = new Set(WELL_KNOWN_PARAMETERS);
  visitLeaves(Policy, policy, (schema, value) => {
    if (schema === Templated && typeof value === 'string') for (const name of placeholdersIn(value)) used.add(name);
  });
  return Object.keys(policy.investigation.parameters)
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: ['investigation', 'parameters', name],
      at: 'key',
      message: `unused: no command and no probe uses {{${name}}}`,
    }));
}

const unknownName = (what: string, name: string, known: readonly string[], path: SchemaPath): LocatedFinding[] =>
  known.includes(name) ? [] : [{ path, message: `there is no ${what} '${name}'${didYouMean(name, known)}` }];

function unknownPlaceholders(what: string, text: string, known: readonly string[], path: SchemaPath): LocatedFinding[] {
  const unknown = placeholdersIn(text)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path,
      text: `{{${name}}}`,
      message: `there is no ${what} {{${name}}}${didYouMean(name, known)}`,
    }));
  const broken = hasBrokenPlaceholder(text)
    ? [{ path, text: '{{', message: `broken ${what}: expected a name and }} right after {{` }]
    : [];
  return [...unknown, ...broken];
}

const outsideGuide = (source: string, guideLines: number, path: SchemaPath): LocatedFinding[] =>
  citedLines(source)
    .filter(({ from, to }) => from < 1 || to < from || to > guideLines)
    .map(({ from, to }) => ({
      path,
      message: `the guide has no lines ${from === to ? from : `${from}-${to}`}; it ends at line ${guideLines}`,
    }));
