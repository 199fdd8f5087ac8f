import { Client, Connection } from '@temporalio/client';
import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { untilAnswered } from '../../client/temporal/queries';
import { type ChildHandle, describeExit, tailOf, takeCharge } from '../../launcher/child';
import { isRunning, type ProcessIdentity } from '../../launcher/process-identity';
import type { Incident } from '../../domain/state/incident';
import { INCIDENT_WORKFLOW, stateQuery } from '../../workflows/contract';
import { builtCommandLine } from '../support/built-product';
import { writeDirectory } from '../support/settings';
import { until } from '../support/until';
import { freePort, freePortPair } from '../support/servers/free-port';
import type { OutboxLine } from '../support/time-skip-system';

export interface ProductOptions {
  /** What differs from the shipped policy. */
  policy?: object;
  /** By how much the policy's durations are divided. */
  speed?: number;
  /** Where it takes alerts; a free port if none is named. */
  port?: number;
  /** A Temporal that is there already; else it starts its own. */
  temporalAddress?: string;
  /** Further settings. */
  settings?: Record<string, string>;
}

/** What the command line said. */
export interface Said {
  code: number;
  out: string;
  err: string;
}

const SHIPPED = join(__dirname, '..', '..', 'policy', 'release-manager.yaml');
const UP_WITHIN_MS = 90_000;
const ASK_MS = 10_000;
/** Its parts are ended one after the other, each in its own time; ended before, it would leave them behind. */
const STOP_MS = 60_000;

/**
 * Muster as its users have it: `muster start` in a process of its own, which starts Temporal and the worker, on free ports
 * and with a home in the system's folder for temporary files.
 */
export class Product {
  private main: ChildHandle | undefined;
  private connection: Connection | undefined;

  private constructor(
    readonly home: string,
    private readonly port: number,
    readonly temporalAddress: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(options: ProductOptions = {}): Promise<Product> {
    const { policy = {}, speed = 1, port = await freePort(), temporalAddress, settings: more = {} } = options;
    const home = mkdtempSync(join(tmpdir(), 'muster-e2e-'));
    const temporalPort = await freePortPair();
    const policyFile = join(home, 'policy.yaml');
    // JSON is YAML.
    writeFileSync(policyFile, JSON.stringify({ extends: SHIPPED, name: 'e2e', version: '1.0.0', ...policy }));
    const settings = {
      ...more,
      MUSTER_HOME: home,
      MUSTER_PORT: String(port),
      MUSTER_TEMPORAL_PORT: String(temporalPort),
      MUSTER_POLICY: policyFile,
      MUSTER_DIRECTORY: writeDirectory(home),
      MUSTER_SPEED: String(speed),
      ...(temporalAddress !== undefined && { TEMPORAL_ADDRESS: temporalAddress }),
    };
    const address = temporalAddress ?? `127.0.0.1:${temporalPort}`;
    const product = new Product(home, port, address, { ...foreign(process.env), ...settings });
    try {
      await product.startAgain();
    } catch (error) {
      await product.stop();
      throw error;
    }
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where Alertmanager is told to send. */
  get intake(): string {
    return `${this.url}/v1/alerts/alertmanager`;
  }

  /** Starts it with the same home, and resolves when it says that it is ready. */
  async startAgain(): Promise<void> {
    const log = join(this.home, `start-${Date.now()}.log`);
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [builtCommandLine(), 'start'], {
      env: this.env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.main = await takeCharge(child, STOP_MS);
    void this.main.exited.then((exit) => (gone = describeExit(exit)));
    let gone: string | undefined;
    await until(
      'a ready Muster',
      () => {
        if (gone !== undefined) throw new Error(`Muster did not start (${gone}): ${tailOf(log, 20)}`);
        return /Muster is ready/.test(readFileSync(log, 'utf8')) ? true : undefined;
      },
      { withinMs: UP_WITHIN_MS },
    );
  }

  /** The process that takes requests. */
  get pid(): number {
    if (this.main === undefined) throw new Error('Muster does not run');
    return this.main.pid;
  }

  /** Temporal or the worker, whichever process does it now. */
  child(name: 'temporal' | 'worker'): ProcessIdentity | undefined {
    const { children } = JSON.parse(readFileSync(join(this.home, 'run.json'), 'utf8')) as {
      children: Record<string, ProcessIdentity | undefined>;
    };
    return children[name];
  }

  /** Ends everything at once as a power cut would; resolves when nothing of it is left. */
  async killEverything(): Promise<void> {
    const { main } = this;
    if (main === undefined) return;
    this.main = undefined;
    const children = [this.child('temporal'), this.child('worker')].flatMap((child) => child ?? []);
    // The launcher first: it would start the others again.
    process.kill(main.pid, 'SIGKILL');
    for (const { pid } of children.filter(isRunning)) process.kill(pid, 'SIGKILL');
    await main.exited;
    for (const child of children) while (isRunning(child)) await pause(10);
  }

  /** A client of Temporal that finds it again after it was away. */
  async temporal(): Promise<Client> {
    this.connection ??= await Connection.connect({
      address: this.temporalAddress,
      channelArgs: { 'grpc.max_reconnect_backoff_ms': 1_000 },
    });
    return new Client({ connection: this.connection });
  }

  /** The addresses that have an open incident. */
  async openAddresses(): Promise<string[]> {
    const client = await this.temporal();
    const query = `WorkflowType = '${INCIDENT_WORKFLOW}' AND ExecutionStatus = 'Running'`;
    const addresses: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query })) addresses.push(workflowId);
    return addresses;
  }

  /** The whole state of the incident at an address; asked again while nobody can answer. */
  async state(address: string): Promise<Incident> {
    const client = await this.temporal();
    const handle = client.workflow.getHandle(address);
    return untilAnswered(handle, () => client.withDeadline(Date.now() + ASK_MS, () => handle.query(stateQuery)));
  }

  /** What went out, in the order in which it was written; of one incident, if one is named. */
  lines(incidentId?: string): OutboxLine[] {
    const file = join(this.home, 'outbox.jsonl');
    if (!existsSync(file)) return [];
    const text = readFileSync(file, 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as OutboxLine]))
      .filter((line) => incidentId === undefined || line.incidentId === incidentId);
  }

  /** What a person types; resolves with what the command line said. */
  muster(...words: string[]): Promise<Said> {
    return new Promise((resolve) => {
      execFile(process.execPath, [builtCommandLine(), ...words], { env: this.env }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      });
    });
  }

  async stop(): Promise<void> {
    await this.connection?.close();
    // In good order where it still runs; what was killed has nothing left to end.
    await this.main?.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The environment without a person's own settings of Muster and Temporal. */
const foreign = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(MUSTER|TEMPORAL)_/.test(name)));
