/** How does Muster download Temporal's own programs? */
import axios from 'axios';
import { chmodSync, createWriteStream, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { runToEnd } from './executables';

/** Temporal's own download service: the one that every Temporal SDK asks for its development and test servers. */
const SERVICE = 'https://temporal.download';
/** If no answer comes by then, there is no internet here, and other ways are tried. */
const ANSWER_MS = 3_000;
const WHOLE_MS = 10 * 60_000;

interface DownloadInfo {
  archiveUrl: string;
  fileToExtract: string;
}

/** What to fetch: an artifact of the service, and the name that it shall have on disk. */
export interface Artifact {
  readonly artifact: 'cli' | 'temporal-test-server';
  readonly version: string;
  readonly program: string;
}

/**
 * Fetches a program of Temporal's into a folder, in the two steps in which the SDKs do it: ask where the archive for
 * this machine is, then fetch and unpack it. Rejects within three seconds where the service can't be reached.
 */
export async function downloadFromTemporal(
  wanted: Artifact,
  into: string,
  signal?: AbortSignal,
  service = SERVICE,
): Promise<void> {
  const abort = signal ? { signal } : {};
  const { data } = await axios.get<unknown>(`${service}/${wanted.artifact}/${wanted.version}`, {
    params: { arch: architecture(), platform: platform(), ...(wanted.artifact === 'cli' && { format: 'tar.gz' }) },
    // A signal, because a timeout of axios starts to count only when a name server has answered.
    signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...(signal ? [signal] : [])]),
  });
  const info = readInfo(data, service);
  const archive = await axios.get<Readable>(info.archiveUrl, { responseType: 'stream', timeout: WHOLE_MS, ...abort });
  const file = join(into, 'archive.tar.gz');
  await pipeline(archive.data, createWriteStream(file), abort);
  // tar refuses what is not an archive, and fails if the member that was announced is not in it.
  await runToEnd('tar', ['-xzf', file, '-C', into, info.fileToExtract], { timeoutMs: 60_000, ...abort });
  const program = join(into, wanted.program);
  if (info.fileToExtract !== wanted.program) renameSync(join(into, info.fileToExtract), program);
  chmodSync(program, 0o755);
  rmSync(file, { force: true });
}

/** The service's answer, or an error: what comes from outside is looked at before a path is made of it. */
function readInfo(data: unknown, service: string): DownloadInfo {
  const { archiveUrl, fileToExtract } = (
    typeof data === 'object' && data !== null ? data : {}
  ) as Partial<DownloadInfo>;
  if (typeof archiveUrl !== 'string' || new URL(archiveUrl).protocol !== new URL(service).protocol) {
    throw new Error(`${service} returned no address for the archive.`);
  }
  if (typeof fileToExtract !== 'string' || !/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(fileToExtract)) {
    throw new Error(`${service} returned no file name for the archive's binary.`);
  }
  return { archiveUrl, fileToExtract };
}

function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

function platform(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}
