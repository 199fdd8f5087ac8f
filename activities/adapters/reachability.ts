/** Whether what the investigation looks into answers, told before it is needed: `muster doctor`. */
import { createGithubChanges, type GithubOptions } from './github-changes';
import { createPostgresql } from './postgresql';
import { createPrometheus } from './prometheus';

export interface Reached {
  reached: boolean;
  text: string;
  /** What a person has to put right, each in a line. */
  problems: string[];
}

const WITHIN_MS = 5_000;

export async function reachDatabase(url: string): Promise<Reached> {
  const database = createPostgresql({ url });
  try {
    return await told(() => database.examine(AbortSignal.timeout(WITHIN_MS)));
  } finally {
    // Not waited for: a server that does not answer does not answer this either.
    void database.close();
  }
}

export const reachGithub = (options: GithubOptions): Promise<Reached> =>
  told(async () => {
    await createGithubChanges({ ...options, withinMs: WITHIN_MS }).examine();
    return { text: `${options.repository} can be read`, problems: [] };
  });

export const reachPrometheus = (baseUrl: string): Promise<Reached> =>
  told(async () => {
    const { warnings } = await createPrometheus({ baseUrl, withinMs: WITHIN_MS }).measure('vector(1)');
    return { text: `${baseUrl} answers`, problems: warnings };
  });

async function told(reach: () => Promise<{ text: string; problems: string[] }>): Promise<Reached> {
  try {
    return { reached: true, ...(await reach()) };
  } catch (error) {
    return { reached: false, text: error instanceof Error ? error.message : String(error), problems: [] };
  }
}
