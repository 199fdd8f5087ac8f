/** Does everything that the policy refers to exist? */
import { checkConsistency } from './consistency';
import type { LocatedFinding } from './location';
import { hasBrokenPlaceholder, placeholdersIn } from './parameters';
import { MESSAGE_PLACEHOLDERS, PUBLIC_PLACEHOLDERS, WELL_KNOWN_PARAMETERS } from './placeholders';
import { Policy } from './schema';
import { mapLeaves, type SchemaPath } from './schema-walk';
import { MessageText, ProbeName, PublicText, RoleName, RuleSource, Templated } from './schema-words';
import { citedLines } from './sources';
import { didYouMean } from './suggest';

/** Everything in a policy that doesn't fit together, each with its path. */
export function crossCheck(policy: Policy, guideLines: number): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  const parameters = Object.keys(policy.investigation.parameters);
  const used = new Set(WELL_KNOWN_PARAMETERS);

  mapLeaves(Policy, policy, (schema, value, path) => {
    if (typeof value !== 'string') return value;
    if (schema === RoleName) found.push(...unknownName('role', value, Object.keys(policy.roles), path));
    if (schema === ProbeName) found.push(...unknownName('probe', value, Object.keys(policy.probes), path));
    if (schema === RuleSource) found.push(...outsideGuide(value, guideLines, path));
    if (schema === MessageText) found.push(...unknownPlaceholders('placeholder', value, MESSAGE_PLACEHOLDERS, path));
    if (schema === PublicText)
      found.push(...unknownPlaceholders('public placeholder', value, PUBLIC_PLACEHOLDERS, path));
    if (schema === Templated) {
      for (const name of placeholdersIn(value)) used.add(name);
      found.push(...unknownPlaceholders('parameter', value, parameters, path));
    }
    return value;
  });

  const unused = parameters.filter((name) => !used.has(name));
  for (const name of unused)
    found.push({
      path: ['investigation', 'parameters', name],
      at: 'key',
      message: `unused: no command and no probe uses {{${name}}}`,
    });
  return [...found, ...checkConsistency(policy)];
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
