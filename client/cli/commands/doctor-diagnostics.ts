import { type Reached, reachDatabase, reachGithub, reachPrometheus } from '../../../activities/adapters/reachability';
import { type DiagnosticSettings, readDiagnosticSettings } from '../../../launcher/diagnostic-settings';
import { StartRefused } from '../../../launcher/refusal';
import type { Policy } from '../../../policy/schema';
import type { Examined } from './doctor';

/** What the investigation looks into: whether it is configured, answers, and gives all that is asked of it. */
export async function examineDiagnostics(env: NodeJS.ProcessEnv, policies: readonly Policy[]): Promise<Examined[]> {
  let settings: DiagnosticSettings;
  try {
    settings = readDiagnosticSettings(env);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    return [{ state: 'error', what: 'settings', text: error.message }];
  }
  const { databaseUrl, github } = settings;
  const addresses = new Set(policies.flatMap(prometheusOf));
  const examined = await Promise.all([
    databaseUrl === undefined
      ? [note('database', 'MUSTER_DATABASE_URL is not set: a person looks by hand')]
      : reachDatabase(databaseUrl).then((reached) => lines('database', reached)),
    github === undefined
      ? [note('changes', 'MUSTER_GITHUB_REPOSITORY is not set: a person compares versions by hand')]
      : reachGithub(github).then((reached) => lines('changes', reached)),
    ...[...addresses].map((address) => reachPrometheus(address).then((reached) => lines('metrics', reached))),
  ]);
  return examined.flat();
}

const prometheusOf = ({ investigation: { parameters } }: Policy): string[] => {
  const address = Object.hasOwn(parameters, 'prometheusUrl') ? parameters['prometheusUrl']?.value : undefined;
  return address === undefined || address === '' ? [] : [address];
};

/** Not an error: without them an incident is handled all the same, with more by hand. */
const lines = (what: string, { reached, text, problems }: Reached): Examined[] => [
  { state: reached ? 'ok' : 'note', what, text },
  ...problems.map((problem) => note(what, problem)),
];

const note = (what: string, text: string): Examined => ({ state: 'note', what, text });
