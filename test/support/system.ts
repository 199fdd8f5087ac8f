/**
 * How does a test run the whole product and kill parts of it? It works in a temporary folder and on loopback, and
 * kills only processes that it started.
 */
import type { IncidentClient } from '../../client/incidents/api';
import { createIncidentClient } from '../../client/incidents/client';
import { pinPolicies } from '../../client/incidents/policies';
import { connectTemporal } from '../../client/temporal/connection';
import { untilAnswered } from '../../client/temporal/queries';
import { createDirectory } from '../../directory/directory';
import type { Incident } from '../../domain/state/incident';
import type { ChildHandle } from '../../launcher/child';
import { obtainTemporal } from '../../launcher/temporal-binary';
import { startTemporal, type TemporalHandle } from '../../launcher/temporal-server';
import { startWorker } from '../../launcher/worker-process';
import type { ShippedPolicy } from './virtual-clock';
import { type PinnedPolicy, stateQuery } from '../../workflows/contract';
import { builtWorker } from './built-product';
import { fromFirstToLast } from './from-first-to-last';
import { RollbackVendor } from './rollback-vendor';
import { freePort } from './servers';
import { type ContactPointsOf, writeDirectory, writePolicy } from './settings';
import type { OutboxLine } from './time-skip-system';
import { until } from './until';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Victim = 'worker' | 'temporal' | 'both';

export interface SystemOptions {
  /** By how much the policy's durations are divided. */
  speed?: number;
  continueAfterEvents?: number;
  /** Not started: `revive` does it later. */
  withoutWorker?: boolean;
  /** Further settings of the worker. */
  env?: NodeJS.ProcessEnv;
  /** How people can be reached; by mail where nothing is said. */
  contactPointsOf?: ContactPointsOf;
  change?: (policy: ShippedPolicy) => void;
  /** Dynamic configuration of the Temporal server, such as a limit that a test can reach. */
  temporal?: Record<string, string>;
}

/** The Temporal server's program, as one that always gets these arguments too. */
function withConfiguration(program: string, home: string, values: Record<string, string>): string {
  const more = Object.entries(values).map(([name, value]) => `--dynamic-config-value '${name}=${value}'`);
  if (more.length === 0) return program;
  const file = join(home, 'temporal-configured');
  writeFileSync(file, `#!/bin/sh\nexec '${program}' "$@" ${more.join(' ')}\n`, { mode: 0o700 });
  return file;
}

/**
 * The whole product on loopback: a Temporal server and a worker as processes of their own that can be killed, a fake
 * deployment tool, and the client that people and alerts come in by.
 */
export class System {
  private worker: ChildHandle | undefined;
  private readonly stopping = new AbortController();

  private constructor(
    readonly home: string,
    readonly vendor: RollbackVendor,
    readonly pinned: PinnedPolicy,
    readonly client: Client,
    readonly incidents: IncidentClient,
    private readonly files: { policy: string; directory: string; temporal: string },
    private readonly port: number,
    private temporal: TemporalHandle | undefined,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(options: SystemOptions = {}): Promise<System> {
    const { speed = 60, continueAfterEvents = 4_000, change } = options;
    builtWorker();
    const home = mkdtempSync(join(tmpdir(), 'muster-chaos-'));
    const vendor = await RollbackVendor.start();
    const files = {
      policy: writePolicy(home, vendor.url),
      directory: writeDirectory(home, options.contactPointsOf),
      temporal: withConfiguration(await obtainTemporal({ say: () => undefined }), home, options.temporal ?? {}),
    };
    const [loaded] = pinPolicies([files.policy], speed);
    if (loaded === undefined) throw new Error('no policy');
    const pinned = structuredClone(loaded);
    change?.(pinned.policy as ShippedPolicy);
    const port = await freePort();
    const temporal = await startTemporal({ binary: files.temporal, home, port });
    const { client } = await connectTemporal({ env: {}, ownPort: port });
    const incidents = createIncidentClient({
      client,
      ground: { policies: [pinned], directory: createDirectory({ file: files.directory }) },
      continueAfterEvents,
      patience: { callMs: 3_000, overallMs: 12_000 },
    });
    const system = new System(home, vendor, pinned, client, incidents, files, port, temporal, options.env ?? {});
    if (options.withoutWorker !== true) await system.revive();
    return system;
  }

  /** Ends them as a power cut would; resolves when they are gone. */
  async kill(victim: Victim): Promise<void> {
    const dead = [victim === 'temporal' ? undefined : this.worker, victim === 'worker' ? undefined : this.temporal];
    for (const process_ of dead) if (process_ !== undefined) process.kill(process_.pid, 'SIGKILL');
    if (victim !== 'temporal') this.worker = undefined;
    if (victim !== 'worker') this.temporal = undefined;
    await Promise.all(dead.flatMap((process_) => process_?.exited ?? []));
  }

  /** Starts again whatever does not run. */
  async revive(): Promise<void> {
    const { home, files, port, stopping } = this;
    const { signal } = stopping;
    this.temporal ??= await startTemporal({ binary: files.temporal, home, port, signal });
    this.worker ??= await startWorker({
      signal,
      script: builtWorker(),
      log: join(home, 'worker.log'),
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: this.temporal.address,
        MUSTER_HOME: home,
        MUSTER_POLICY: files.policy,
        MUSTER_DIRECTORY: files.directory,
        ...this.env,
      },
    });
  }

  /** The whole state of the incident at an address. */
  state(address: string): Promise<Incident> {
    const handle = this.client.workflow.getHandle(address);
    return untilAnswered(handle, () => this.client.withDeadline(Date.now() + 8_000, () => handle.query(stateQuery)));
  }

  /** The whole state of the incident at an address that Temporal had ended, once it is open again. */
  reopened(address: string): Promise<Incident> {
    return until('the incident again', async () => {
      const known = await this.state(address).catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      });
      return known?.timeline.some(({ kind }) => kind === 'reopened') === true ? known : undefined;
    });
  }

  /** What went out, in the order in which it was written; of one incident, if one is named. */
  lines(incidentId?: string): OutboxLine[] {
    return readLines<OutboxLine>(join(this.home, 'outbox.jsonl')).filter(
      (line) => incidentId === undefined || line.incidentId === incidentId,
    );
  }

  /** The lasting record of an incident's timeline. */
  recorded(incidentId: string): { seq: number; kind: string; text: string }[] {
    return readLines(join(this.home, 'records', `${incidentId}.jsonl`));
  }

  workerLog(): string {
    const file = join(this.home, 'worker.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error('The test is over.'));
    await this.kill('worker');
    await this.client.connection.close();
    await this.kill('temporal');
    await this.vendor.stop();
    if (process.env['CHAOS_KEEP'] === undefined) rmSync(this.home, { recursive: true, force: true });
    else console.info(`kept: ${this.home}`);
  }
}

/** A line that is being written at this moment is not there yet. */
function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as T]));
}

/** A test file's system from its first test to its last. */
export function useSystem(options: SystemOptions = {}): { readonly system: System } {
  const running = fromFirstToLast('system', () => System.start(options), { startMs: 60_000, stopMs: 30_000 });
  return {
    get system() {
      return running();
    },
  };
}
