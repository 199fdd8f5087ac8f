/** Which settings everything that Muster does at GitHub has in common. */
import { StartRefused } from '../../../launcher/refusal';
import { addressSetting } from '../../../launcher/vendor-settings';

/** A repository on GitHub, `owner/name`, or nothing where it is not set. */
export function repositorySetting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]?.trim() ?? '';
  if (value === '') return undefined;
  if (/^[A-Za-z0-9-]+\/(?!\.{1,2}$)[A-Za-z0-9._-]+$/.test(value)) return value;
  throw new StartRefused(`${name} is "${value}"; it must be owner/name, such as acme/shop.`);
}

/** Where GitHub's API is, for everything that Muster does there. */
export const githubApiSetting = (env: NodeJS.ProcessEnv): string | undefined =>
  addressSetting(env, 'MUSTER_GITHUB_API_URL', 'https://github.example/api/v3');
