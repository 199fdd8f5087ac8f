/** How is a secret read: from a variable, or from a file that a variable names? */
import { readFileSync } from 'node:fs';
import { StartRefused } from './refusal';

/**
 * A setting that may be a secret: the variable `name`, or the content of the file that `<name>_FILE` names, which is how
 * secrets are mounted. Empty counts as not set. Refuses both at once, and a file that can't be read.
 */
export function secretSetting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const [value, file] = [env[name]?.trim() ?? '', env[`${name}_FILE`]?.trim() ?? ''];
  if (value !== '' && file !== '') throw new StartRefused(`Set ${name} or ${name}_FILE, not both.`);
  return (file === '' ? value : contentOf(file, name)) || undefined;
}

function contentOf(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StartRefused(`Can't read ${file}, which ${name}_FILE names.`, { cause });
  }
}
