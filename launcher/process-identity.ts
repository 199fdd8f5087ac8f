/** Is this still the same process, or another one with the same pid? */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** A pid alone may belong to another process tomorrow; together with its start time it is unique. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; contains only characters that may stand in a file name. */
  readonly startedAt: string;
}

/** The process with this pid now; undefined if there is none. A zombie doesn't count: it runs and holds nothing. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether this very process, not just one of the same number, is still running. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Every process that we may see, with its arguments. Where arguments can't be told apart, one string holds them all. */
export function runningProcesses(): { pid: number; args: string[] }[] {
  if (process.platform !== 'linux') {
    return ps(['-axo', 'pid=,command=']).flatMap((line) => {
      const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), args: [command] }];
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const args = contents(`/proc/${name}/cmdline`);
      return args ? [{ pid: Number(name), args: args.split('\0').slice(0, -1) }] : [];
    });
}

function startFromProc(pid: number): string | undefined {
  // The command name stands in brackets and may itself hold brackets and blanks: fields are counted after the last one.
  const stat = contents(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields?.[0], fields?.[19]];
  if (ticks === undefined || state === 'Z' || state === 'X') return undefined;
  // Ticks count from the machine's start, so the same pair may come again after a reboot.
  return `${ticks}.${(contents('/proc/sys/kernel/random/boot_id') ?? '').slice(0, 8)}`;
}

function startFromPs(pid: number): string | undefined {
  const [state, ...started] =
    ps(['-o', 'stat=,lstart=', '-p', String(pid)])[0]
      ?.trim()
      .split(/\s+/) ?? [];
  return state === undefined || state.startsWith('Z') || started.length === 0
    ? undefined
    : started.join('.').replaceAll(':', '');
}

function contents(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // gone between two looks, or not ours to read
  }
}

function ps(args: string[]): string[] {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')
      .filter(Boolean);
  } catch {
    return []; // ps exits 1 when nobody matches
  }
}
