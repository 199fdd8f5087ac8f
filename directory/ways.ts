/** By which channels can people be paged? */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DirectoryFinding } from './finding';
import type { Person } from './schema';

const fileIn = (home: string): string => join(home, 'channels.json');

/** Writes down which channels the worker's integrations serve, for the HTTP server and the commands. Never throws. */
export function noteServedChannels(home: string, channels: readonly string[]): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(fileIn(home), `${JSON.stringify({ channels })}\n`, { mode: 0o600 });
  } catch {
    // A full disk costs the warning, not the pages.
  }
}

/** The channels that the worker's integrations serve; nothing where no worker has run with this home. */
export function servedChannels(home: string): readonly string[] | undefined {
  try {
    const { channels } = JSON.parse(readFileSync(fileIn(home), 'utf8')) as { channels?: unknown };
    return Array.isArray(channels) ? channels.filter((channel) => typeof channel === 'string') : undefined;
  } catch {
    return undefined;
  }
}

/** Where nothing is connected, nobody is called, whatever the directory says. */
export const noWay = (served: readonly string[] | undefined): DirectoryFinding[] =>
  served?.length === 0
    ? [
        {
          severity: 'error',
          message:
            'No integration for pages is configured: pages are only written to the outbox, and nobody is called. Connect one, see docs/delivery.md.',
          where: 'pages',
        },
      ]
    : [];

/** What keeps pages from a person who has contact points. `needed`: whether the policy counts on them. */
export function unserved(person: Person, needed: boolean, served: readonly string[] | undefined): DirectoryFinding[] {
  const channels = [...new Set(person.contactPoints.map(({ channel }) => channel))];
  const where = `person ${person.id}`;
  if (served === undefined || served.length === 0) return [];
  if (channels.length > 0 && !channels.some((channel) => served.includes(channel)))
    return [
      {
        severity: needed ? 'error' : 'warning',
        message: `${person.name} can't be paged: no configured integration serves ${channels.join(' or ')}.`,
        where,
      },
    ];
  return [];
}
