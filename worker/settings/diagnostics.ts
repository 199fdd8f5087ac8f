import { StartRefused } from '../../launcher/refusal';
import { secretSetting } from '../../launcher/secret-setting';
import { githubApiSetting, repositorySetting } from '../../launcher/vendor-settings';

/** Where the investigation looks, beside what policies name. What is absent is not connected. */
export interface DiagnosticSettings {
  databaseUrl?: string;
  github?: { repository: string; token?: string; apiUrl?: string };
}

/** Refuses what can't be used. The two secrets may be in files, as `secretSetting` has it. */
export function readDiagnosticSettings(env: NodeJS.ProcessEnv): DiagnosticSettings {
  const databaseUrl = secretSetting(env, 'MUSTER_DATABASE_URL');
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    // Not quoted: it may hold a password.
    throw new StartRefused(
      'MUSTER_DATABASE_URL must be an address such as postgresql://muster:...@db:5432/release_manager.',
    );
  }
  const github = githubSettings(env);
  return { ...(databaseUrl !== undefined && { databaseUrl }), ...(github !== undefined && { github }) };
}

function githubSettings(env: NodeJS.ProcessEnv): DiagnosticSettings['github'] {
  const repository = repositorySetting(env, 'MUSTER_GITHUB_REPOSITORY');
  const apiUrl = githubApiSetting(env);
  const token = secretSetting(env, 'MUSTER_GITHUB_TOKEN');
  if (repository === undefined) return undefined;
  return { repository, ...(token !== undefined && { token }), ...(apiUrl !== undefined && { apiUrl }) };
}
