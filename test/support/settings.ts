/** Which policy and directory does the whole product get in tests? */
import type { RecipientContact } from '../../activities/ports';
import { GROUP_BY } from './alerts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const shipped = join(__dirname, '..', '..', 'policy', 'release-manager.yaml');

/** The shipped policy, whose every address is on loopback. Answers the file. */
export function writePolicy(home: string, vendorUrl: string): string {
  const assumption = 'A fake on a free port.';
  const parameters = {
    healthUrl: { value: `${vendorUrl}/health`, assumption },
    prometheusUrl: { value: vendorUrl, assumption },
    rollbackUrl: { value: `${vendorUrl}/rollback`, assumption },
  };
  const correlation = { groupBy: GROUP_BY, assumption: 'Several outages of one service at once.' };
  const policy = { extends: shipped, name: 'chaos', version: '1.0.0', correlation, investigation: { parameters } };
  return write(join(home, 'policy.yaml'), policy);
}

/** Who is in the directory of these tests, and the roles they hold. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  vera: ['vp-engineering'],
  emil: ['engineering-manager'],
  dora: ['devops-lead'],
  otto: [],
  olga: [],
  cleo: ['cto'],
  carl: ['ceo'],
  dave: ['development-team'],
};

export const PEOPLE: readonly string[] = Object.keys(ROLES);

export type ContactPointsOf = (person: string) => RecipientContact[];

const byMail: ContactPointsOf = (id) => [{ channel: 'email', address: `${id}@example.com` }];

const layer = (id: string, onDuty: string) => ({
  id,
  people: [onDuty],
  zone: 'UTC',
  handOver: { every: 'weekly', day: 'monday', at: '09:00' },
  startsOn: '2020-01-06',
});

/** Those who are on call in the tests, whatever the day: `otto` first, `olga` second. */
export function writeDirectory(home: string, contactPointsOf = byMail): string {
  const people = Object.entries(ROLES).map(([id, roles]) => ({
    id,
    name: `${id[0]?.toUpperCase() ?? ''}${id.slice(1)}`,
    roles,
    contactPoints: contactPointsOf(id),
  }));
  const rotation = {
    id: 'rota',
    role: 'on-call-engineer',
    layers: [layer('primary', 'otto'), layer('secondary', 'olga')],
  };
  return write(join(home, 'directory.yaml'), { people, rotations: [rotation] });
}

/** JSON is YAML. */
function write(file: string, content: object): string {
  writeFileSync(file, JSON.stringify(content, null, 2));
  return file;
}
