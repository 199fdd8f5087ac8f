/** Are the ports free that Muster needs, and if not, who has them? */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { StartRefused } from './refusal';

/** A port that we are about to use, and the setting that chooses another. */
export interface PortWish {
  readonly port: number;
  readonly setting: string;
  readonly host?: string;
}

/** Refuses, naming the port, who has it and the setting that chooses another, unless all of them are free. */
export async function ensurePortsFree(wishes: readonly PortWish[]): Promise<void> {
  for (const wish of wishes) {
    const problem = await tryToListen(wish.port, wish.host ?? '127.0.0.1');
    if (problem !== undefined) throw cannotListen(wish, problem);
  }
}

const NO_ADDRESS_OF_OURS = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'];

/** Why nobody can listen there, as Node's code says it, and the setting that helps. */
export function cannotListen({ port, setting, host }: PortWish, code: string): StartRefused {
  if (host !== undefined && NO_ADDRESS_OF_OURS.includes(code))
    return new StartRefused(`${host} is not an address of this machine (${code}). Choose another with MUSTER_HOST.`);
  if (code !== 'EADDRINUSE')
    return new StartRefused(`Can't listen on port ${port} (${code}). Choose another with ${setting}.`);
  const pid = listenerOn(port);
  const who = pid === undefined ? '' : ` (pid ${pid})`;
  return new StartRefused(
    `Port ${port} is in use by another program${who}. Stop it, or choose another port with ${setting}.`,
  );
}

function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** A port of the loopback address that is free just now, and none that we are about to use ourselves. */
export async function findFreePort(wishes: readonly PortWish[]): Promise<number> {
  for (;;) {
    const found = await anyFreePort();
    if (!wishes.some(({ port }) => port === found)) return found;
  }
}

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => (port === undefined ? reject(new Error('There is no free port.')) : resolve(port)));
    });
  });
}

/** The pid of the program that listens on a port, where the system lets us see it. */
export function listenerOn(port: number): number | undefined {
  try {
    return process.platform === 'linux' ? listenerFromProc(port) : listenerFromLsof(port);
  } catch {
    return undefined; // the answer is a help, not a need
  }
}

function listenerFromProc(port: number): number | undefined {
  const LISTENING = '0A';
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((table) => readFileSync(table, 'utf8').trim().split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === LISTENING && parseInt(local?.split(':')[1] ?? '', 16) === port)
      .map((fields) => `socket:[${fields[9] ?? ''}]`),
  );
  if (sockets.size === 0) return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => openFiles(pid).some((target) => sockets.has(target)));
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return []; // closed between two looks
      }
    });
  } catch {
    return []; // gone, or another user's
  }
}

function listenerFromLsof(port: number): number | undefined {
  const out = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = Number.parseInt(out, 10);
  return Number.isNaN(pid) ? undefined : pid;
}
