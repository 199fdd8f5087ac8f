/** Which commands roll back, as the environment says it. */
import { CommandSets } from './commands';
import { StartRefused } from '../../../launcher/refusal';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { messageOf } from '../../../domain/text/message-of';

const NAME = 'MUSTER_ROLLBACK_COMMANDS';

/**
 * The commands that the operator has written down for rolling back, from the file that `MUSTER_ROLLBACK_COMMANDS` names; none
 * where it names no file. Read once, at the start. Refuses a file that can't be used, or that others may write.
 */
export function readRollbackCommands(env: NodeJS.ProcessEnv): CommandSets {
  const named = env.MUSTER_ROLLBACK_COMMANDS || undefined;
  if (named === undefined) return {};
  const file = resolve(named);
  const parsed = CommandSets.safeParse(contentOf(file));
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new StartRefused(`${NAME}: ${file} is invalid.\n${reasons.join('\n')}`);
}

function contentOf(file: string): unknown {
  try {
    if ((statSync(file).mode & 0o022) !== 0)
      throw new StartRefused(`${NAME}: other users can write to ${file}. Run: chmod go-w ${file}`);
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    const reason = messageOf(error);
    throw new StartRefused(`${NAME}: can't read ${file}: ${reason}`, { cause: error });
  }
}
