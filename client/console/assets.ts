/** Which scripts and styles does the room have, and under which addresses may browsers keep them for good? */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { packageRoot } from '../package-root';
import { problem, sendProblem } from '../http/problems';

/** What the build makes of `live/`, `text/` and `style/`. */
const BUILT = join('dist', 'client', 'console', 'assets');

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  type: string;
  plain: Buffer;
  zipped: Buffer;
}

export interface Assets {
  /** The address of a file, such as `style/base.css`. Its content never changes there. */
  address: (file: string) => string;
  find: (version: string, file: string) => Asset | undefined;
}

/**
 * The files of a folder, read once. Where they are is named after what is in all of them: scripts import each other by
 * relative paths, so they share one version. A folder that is missing has no files: pages work without script and style.
 */
export function createAssets(folder = join(packageRoot(), BUILT)): Assets {
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) in TYPES)
    : [];
  const assets = new Map(
    names.sort().map((name): [string, Asset] => {
      const plain = readFileSync(join(folder, name));
      return [name, { type: TYPES[extname(name)] ?? '', plain, zipped: gzipSync(plain) }];
    }),
  );
  const hash = createHash('sha256');
  for (const [name, { plain }] of assets) hash.update(name).update('\0').update(plain);
  const current = hash.digest('hex').slice(0, 16);
  return {
    address: (file) => `/assets/${current}/${file}`,
    find: (version, file) => (version === current ? assets.get(file) : undefined),
  };
}

let shared: Assets | undefined;

/** The files of this installation, read when the first page is shown. */
export const installedAssets = (): Assets => (shared ??= createAssets());

/** The route that serves them, without a sign-in: nothing in them is anybody's. */
export function addAssets(server: FastifyInstance): void {
  server.get('/assets/:version/*', { schema: { hide: true } }, (request, reply) => {
    const { version, '*': file } = request.params as { version: string; '*': string };
    const asset = installedAssets().find(version, file);
    if (asset === undefined) return sendProblem(reply, problem(404, 'Not found.'));
    const isZipped = /\bgzip\b/.test(String(request.headers['accept-encoding']));
    reply.headers({
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    if (isZipped) reply.header('content-encoding', 'gzip');
    return reply.send(isZipped ? asset.zipped : asset.plain);
  });
}
