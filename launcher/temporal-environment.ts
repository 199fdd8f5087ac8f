/** Which Temporal does Muster use: its own, or one that a person set up? */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the environment names a Temporal that we don't start ourselves. */
export function isElsewhere(env: NodeJS.ProcessEnv): boolean {
  return env.TEMPORAL_ADDRESS !== undefined && env.TEMPORAL_ADDRESS !== '';
}

/**
 * The environment in which clients and workers find our own server at `address`. Whatever a person has set for a
 * cluster of theirs (profile, TLS, key, namespace) must not apply to it. The file is there because without one their own
 * would be read, and an empty one is an error to the SDK.
 */
export function environmentForEmbedded(env: NodeJS.ProcessEnv, address: string, home: string): NodeJS.ProcessEnv {
  const file = join(home, 'temporal.toml');
  writeFileSync(file, `[profile.default]\naddress = "${address}"\nnamespace = "default"\n`, { mode: 0o600 });
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  const ours = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default', TEMPORAL_CONFIG_FILE: file };
  return { ...Object.fromEntries(others), ...ours };
}
