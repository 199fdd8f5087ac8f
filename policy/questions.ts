/** What in a valid policy is probably not meant? */
import { type Located, type LocatedFinding, nearest } from './location';
import type { Policy } from './schema';
import { closest } from './suggest';

/** Parameters that name one service's own things. */
const OF_ONE_SERVICE = [
  'healthUrl',
  'deployment',
  'namespace',
  'appSelector',
  'databaseSelector',
  'database',
  'rollbackUrl',
  'rollbackCommand',
  'fromVersion',
  'toVersion',
] as const;

/** Labels that alerts usually have, and the service that Muster knows of each. */
const USUAL_LABELS = ['service', 'alertname', 'severity', 'namespace', 'cluster', 'instance', 'job', 'environment'];

/** Rules that are valid and probably a mistake: another service's things, labels that no alert has. */
export const questionsAbout = (policy: Policy, located: Located): LocatedFinding[] => [
  ...ofAnotherService(policy, located),
  ...oddLabels(policy),
];

/** A policy with services of its own that still looks into the service of the policy that it extends. */
function ofAnotherService({ investigation: { parameters } }: Policy, located: Located): LocatedFinding[] {
  const fileOf = (path: readonly string[]): string => nearest(located, path).place.source.file;
  const own = located.place.source.file;
  if (fileOf(['services']) !== own) return [];
  return OF_ONE_SERVICE.flatMap((name) => {
    const value = parameters[name]?.value ?? '';
    const path = ['investigation', 'parameters', name];
    const from = fileOf([...path, 'value']);
    if (value === '' || from === own) return [];
    const message = `'${value}' comes from ${from}, for other services than yours. Set ${name} beside your services in ${own}`;
    return [{ path, message }];
  });
}

function oddLabels({ correlation: { groupBy } }: Policy): LocatedFinding[] {
  return groupBy.flatMap((label, n) => {
    const path = ['correlation', 'groupBy', n];
    const near = USUAL_LABELS.includes(label) ? undefined : closest(label, USUAL_LABELS);
    if (near !== undefined)
      return [
        {
          path,
          message: `alerts rarely have a label '${label}'; did you mean '${near}'? Alerts without it are grouped together`,
        },
      ];
    return /\s/.test(label) ? [{ path, message: `no alert has a label '${label}': labels contain no spaces` }] : [];
  });
}
