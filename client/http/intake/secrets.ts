/** Which secrets may an alert source sign its deliveries with? */
import { readFileSync } from 'node:fs';
import { ConfigInvalid } from '../../config';
import type { Signing } from './signatures';

/** The live secrets of each source that signs: none, one, or two while one takes the place of the other. */
export type IntakeSecrets = Readonly<Record<Signing, readonly string[]>>;

const VARIABLES: Record<Signing, string> = {
  grafana: 'MUSTER_GRAFANA_SECRETS',
  pagerduty: 'MUSTER_PAGERDUTY_SECRETS',
  datadog: 'MUSTER_DATADOG_SECRETS',
};
const SHORTEST = 16;
const MOST = 2;

/**
 * Reads the secrets of a source: `MUSTER_GRAFANA_SECRETS` and so on, separated by commas, or a file of them (the same name with
 * `_FILE`). Throws `ConfigInvalid`, which names the variable and never the value.
 */
export function secretsOf(source: Signing, env: NodeJS.ProcessEnv): readonly string[] {
  const variable = VARIABLES[source];
  const [direct, file] = [env[variable] ?? '', env[`${variable}_FILE`] ?? ''];
  if (direct !== '' && file !== '') throw new ConfigInvalid(`${variable} and ${variable}_FILE are both set; keep one.`);
  const text = file === '' ? direct : readSecretFile(variable, file);
  const secrets = text
    .split(/[,\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  if (file !== '' && secrets.length === 0)
    throw new ConfigInvalid(`${variable}_FILE names a file that contains no secret.`);
  if (secrets.length > MOST)
    throw new ConfigInvalid(`${variable} has ${secrets.length} secrets; at most ${MOST} can be active at a time.`);
  if (secrets.some(({ length }) => length < SHORTEST))
    throw new ConfigInvalid(
      `${variable} has a secret with fewer than ${SHORTEST} characters; create one with openssl rand -hex 32.`,
    );
  return secrets;
}

function readSecretFile(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new ConfigInvalid(`${variable}_FILE names a file that can't be read (${code}).`, { cause: error });
  }
}
