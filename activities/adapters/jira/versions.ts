/** The project's versions: a release is named by its version only if that exists ("Get project versions paginated"). */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import type { JiraApi } from './api';

const Versions = z.object({
  values: z.array(z.object({ id: z.string().min(1), name: z.string(), archived: z.boolean().default(false) })),
});

/** The id of the version with this name, or why there is none. */
export async function versionOf(
  { api, project }: { api: JiraApi; project: string },
  name: string,
  signal?: AbortSignal,
): Promise<{ id: string } | { missing: string }> {
  const query = { query: name, maxResults: '50' };
  try {
    const path = `/project/${encodeURIComponent(project)}/version`;
    const { values } = await api.ask(Versions, { method: 'GET', path, query }, signal);
    const version = values.find((value) => !value.archived && value.name.toLowerCase() === name.toLowerCase());
    return version === undefined ? { missing: 'no version with this name in the project' } : { id: version.id };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ProviderRejected) return { missing: "the account can't read the project's versions" };
    throw error;
  }
}
