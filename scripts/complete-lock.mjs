import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Run after a change of dependencies. A registry that holds only some platforms' builds of a native package leaves the
 * others out of the lockfile, and `npm ci` then refuses it everywhere. This adds what the lockfile itself names: each
 * missing optional build with its version and platform, which npm passes over on other machines.
 */
const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const known = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)));
const added = [];

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = /-(?:resolver-binding-|core-)?(android|darwin|freebsd|linux|openharmony|win32)-(.+)$/.exec(name);
    if (known.has(name) || platform === null) continue;
    const [, os, rest] = platform;
    const libc = os !== 'linux' ? undefined : rest.includes('musl') ? 'musl' : 'glibc';
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [rest.split('-')[0]],
      ...(dev && { dev }),
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
    };
    known.add(name);
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'The lockfile is complete.' : `Added:\n${added.join('\n')}`);
