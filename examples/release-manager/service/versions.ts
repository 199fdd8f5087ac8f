/** The code of the two versions of the Release Manager. They differ in one query: see the guide's post-mortem. */
import type { ConnectionPool } from './connection-pool';

export interface Release {
  id: number;
  name: string;
  deployments: string[];
}

export type ReleaseHistory = (pool: ConnectionPool) => Promise<Release[]>;

const RELEASES: Release[] = [
  { id: 5, name: 'v2024.01.15', deployments: [] },
  { id: 4, name: 'v2024.01.14', deployments: ['production', 'staging'] },
  { id: 3, name: 'v2024.01.12', deployments: ['production'] },
  { id: 2, name: 'v2024.01.09', deployments: ['production'] },
  { id: 1, name: 'v2024.01.08', deployments: ['staging'] },
];

/** v2024.01.14: releases and their deployments in one query with a join. */
const withJoin: ReleaseHistory = async (pool) => {
  const connection = await pool.take();
  try {
    await connection.query(4);
    return RELEASES;
  } finally {
    connection.release();
  }
};

/**
 * v2024.01.15: one query per release (N+1). Worse, a release that was never deployed returns early and keeps its
 * connection. In the test environment every release was deployed, so nobody saw it; in production the newest is not.
 */
const oneByOne: ReleaseHistory = async (pool) => {
  const deploymentsOf = async (release: Release): Promise<Release> => {
    const connection = await pool.take();
    await connection.query(2);
    if (release.deployments.length === 0) return release;
    connection.release();
    return release;
  };
  const history: Release[] = [];
  for (const release of RELEASES) history.push(await deploymentsOf(release));
  return history;
};

export const GOOD_VERSION = 'v2024.01.14';
export const BAD_VERSION = 'v2024.01.15';

export const VERSIONS: ReadonlyMap<string, ReleaseHistory> = new Map([
  [GOOD_VERSION, withJoin],
  [BAD_VERSION, oneByOne],
]);
