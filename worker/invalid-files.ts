/** Who hears that Muster started on the last valid version of a file? */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createAppendOnce } from '../activities/adapters/shared/append-once';
import { NobodyReached } from '../activities/errors';
import type { Ports } from '../activities/ports';
import type { LiveDirectory } from '../directory/directory';
import { effectKey } from '../domain/state/keys';
import { composeInvalidFile, type InvalidFile } from '../domain/text/invalid-file';
import { messageOf } from '../domain/text/message-of';
import type { Policy } from '../policy/schema';

export interface FileTelling {
  home: string;
  policy: Policy;
  directory: Pick<LiveDirectory, 'current' | 'whoIs' | 'person'>;
  ports: Pick<Ports, 'pager' | 'chat'>;
  /** Hears what could not be told, and why. */
  onTrouble: (problem: string) => void;
  /** Waits before what failed for now is tried again; tests move it. */
  pause: () => Promise<void>;
  now?: () => number;
}

/** It belongs to no incident, so that an answer to it acts on none. */
const ABOUT = 'muster-files';

const Told = z.object({ key: z.string() });

/**
 * Tells the people responsible about a file that was invalid at the start: the admins of the directory, else who may decide
 * on a rollback, else the channel. Each of them once for each invalid version, by what does not ring. No workflow is needed.
 */
export async function tellInvalidFile(invalid: InvalidFile, telling: FileTelling): Promise<void> {
  const { home, policy, ports, directory, onTrouble } = telling;
  const told = createAppendOnce({ file: join(home, 'told.jsonl'), identityOf: keyOf });
  const version = versionOf(invalid.file);
  const message = composeInvalidFile(invalid);
  const once = async (to: string, send: (key: string) => Promise<unknown>): Promise<void> => {
    const key = effectKey('invalid-file', { file: invalid.what, version, to });
    if ((await told.read()).some((line) => keyOf(line) === key)) return;
    await send(key);
    await told.append([{ key }]);
  };
  const people = await responsible(telling);
  const { channel } = policy.communication;
  if (people.length === 0)
    return once(channel.name, (key) =>
      ports.chat.post({ incidentId: ABOUT, key, kind: 'warning', to: [channel.name], ...message }),
    ).catch((error: unknown) => onTrouble(messageOf(error)));
  await Promise.all(
    people.map(async (id) => {
      const to = await directory.person(id);
      if (to === undefined) return;
      await once(id, (key) =>
        untilTaken(telling, () =>
          ports.pager.page({ incidentId: ABOUT, key, kind: 'notice', to, roles: [], ...message }),
        ),
      ).catch((error: unknown) => onTrouble(messageOf(error)));
    }),
  );
}

/** Tries again while a channel is only down. What no channel will ever take is in the outbox, which is all that can be done. */
async function untilTaken({ pause, onTrouble }: FileTelling, send: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (!(error instanceof NobodyReached)) throw error;
      onTrouble(messageOf(error));
      if (!error.tries.some(({ outcome }) => outcome === 'failed for now' || outcome === 'not tried')) return;
      await pause();
    }
  }
}

async function responsible({ policy, directory, now = Date.now }: FileTelling): Promise<string[]> {
  const admins = directory.current().people.filter(({ access }) => access === 'admin');
  if (admins.length > 0) return admins.map(({ id }) => id);
  const roles = Object.values(policy.severities).flatMap(({ decision }) => decision?.approvers ?? []);
  const holders = await Promise.all([...new Set(roles)].map((role) => directory.whoIs(role, now())));
  return [...new Set(holders.flatMap(({ people }) => people.map(({ id }) => id)))];
}

/** The same for the same content, whoever reads it. */
function versionOf(file: string): string {
  return createHash('sha256').update(contentOf(file)).digest('hex').slice(0, 12);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return messageOf(error);
  }
}

const keyOf = (line: unknown): string | undefined => Told.safeParse(line).data?.key;
