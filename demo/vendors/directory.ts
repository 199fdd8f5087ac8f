/** How can each person in the demo be reached at the vendors, and by which channel first? */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { loadDirectory } from '../../directory/load';
import type { Person } from '../../directory/schema';
import { CTO, DEVOPS, VP } from '../roles';
import type { Vendor } from './vendor';

const File = z.looseObject({
  people: z.array(z.looseObject({ id: z.string(), contactPoints: z.array(z.looseObject({ channel: z.string() })) })),
});

/** The channels that are tried first, by role; everybody else is tried on Slack first. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  [VP]: ['phone'],
  [DEVOPS]: ['pagerduty', 'sms'],
  [CTO]: ['sms'],
};

/**
 * Writes the directory of the play into its home: the example's own, with everybody known to each vendor and tried in the
 * order of the play. Answers where it is, and who is in it.
 */
export function writeDirectory(
  home: string,
  example: string,
  vendors: readonly Pick<Vendor, 'contactPoint'>[],
): { file: string; people: Person[] } {
  const original = join(example, 'directory.yaml');
  const known = new Map(loadDirectory(original).people.map((person) => [person.id, person]));
  const written = File.parse(parse(readFileSync(original, 'utf8')));
  const people = written.people.map((entry) => {
    const person = known.get(entry.id);
    const given = vendors.flatMap(({ contactPoint }) => (person && contactPoint?.(person)) ?? []);
    const kept = entry.contactPoints.filter(({ channel }) => !given.some((point) => point.channel === channel));
    const first = person?.roles.flatMap((role) => FIRST[role] ?? []) ?? [];
    const rank = new Map([...first, 'slack'].map((channel, at) => [channel, at]));
    const rankOf = ({ channel }: { channel: string }): number => rank.get(channel) ?? rank.size;
    return { ...entry, contactPoints: [...kept, ...given].sort((one, other) => rankOf(one) - rankOf(other)) };
  });
  const file = join(home, 'directory.yaml');
  writeFileSync(file, `# Written by \`npm run demo -- --vendors\` at its start.\n${stringify({ ...written, people })}`);
  return { file, people: loadDirectory(file).people };
}
