/**
 * How does the worker start, run and stop? This room connects Temporal, the ports and the vendors that are set up;
 * what is done in an incident is written elsewhere, and of a vendor only its entry in `vendors.ts` belongs here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { ConfiguredVendor } from '../activities/adapters/shared/vendor';
import { usedRoles } from '../policy/roles';
import { createDirectory } from '../directory/directory';
import { keepWarm } from '../directory/keep-warm';
import type { OnCallBook } from '../directory/provider-on-call';
import { DirectoryInvalid } from '../directory/load';
import { noteServedChannels } from '../directory/ways';
import { type InvalidFile, invalidFileText } from '../domain/text/invalid-file';
import { redact } from '../domain/text/redact';
import { createJsonLog, type JsonLog, openLog } from '../launcher/json-log';
import { createSignedLinks, type SignedLinks } from '../launcher/answer-links';
import { readAnswerSettings } from '../launcher/answer-settings';
import { noteOffIntegrations, type OffIntegration } from '../launcher/off-integrations';
import { createPeopleBook } from '../launcher/people-book';
import { exitWithParent, reportReady, reportRefusal } from '../launcher/parent';
import { LOOK_AGAIN } from '../launcher/look-again';
import { retries } from '../launcher/retries';
import { StartRefused } from '../launcher/refusal';
import { ensureSearchAttributes } from '../launcher/search-attributes';
import { livePolicies } from '../policy/live';
import { PolicyInvalid } from '../policy/problems';
import { startAudit } from './audit';
import { workflowSource } from './bundle';
import { wireChecks } from './checks';
import { readWorkerConfig, type WorkerConfig } from './config';
import { temporalLogger } from './log';
import { configureVendors, offAmong } from './configure';
import { tellInvalidFile } from './invalid-files';
import { wirePorts } from './ports';
import { installRuntime } from './telemetry';
import { createWorkers } from './workers';
import { messageOf } from '../domain/text/message-of';
import { createOverrideFile } from '../launcher/override-file';
import { defined } from '../domain/state/fields';

/** A notice that no channel takes now is tried again after this. */
const TRY_AGAIN_MS = 60_000;

/** The worker's process: connects, wires, runs until it is told to stop or its parent is gone. */
async function main(config: WorkerConfig, log: JsonLog): Promise<void> {
  const { home, metricsAddress } = config;
  const startedOn: InvalidFile[] = [];
  const invalid =
    (what: InvalidFile['what'], file: string) =>
    ({ message: problem }: Error, validSince?: number): void => {
      log.error(invalidFileText(what, validSince), { problem });
      if (validSince !== undefined) startedOn.push({ what, file, problem, validSince });
    };
  const onTrouble = (problem: string): void => log.error("Can't use the copy of the last valid version", { problem });
  const policies = livePolicies({
    files: [config.policyFile],
    home,
    onProblem: invalid('policy', config.policyFile),
    onTrouble,
  });
  const [loaded] = policies();
  if (loaded === undefined) throw new RangeError('No policy is loaded.');
  const vendors = configureVendors(process.env);
  const answers = readAnswers(home);
  const off = [...offAmong(vendors), ...answers.off];
  for (const { name, problem } of off) log.error(`${name} is off: its settings can't be used`, { problem });
  noteOffIntegrations(home, off);
  const directory = createDirectory({
    file: config.directoryFile,
    home,
    book: onCallBookOf(vendors, config, log),
    overrides: createOverrideFile(home),
    policyRoles: () => policies().flatMap(({ policy }) => usedRoles(policy)),
    onProblem: invalid('directory', config.directoryFile),
    onTrouble,
  });
  // Only when nothing is refused any more: with Temporal's runtime, the process would outlive its refusal.
  installRuntime({ logger: temporalLogger(log), ...defined({ metricsAddress }) });
  // Who is on call is known before the first page needs it.
  const coolDown = keepWarm(directory);

  const temporal = loadClientConnectConfig();
  const namespace = temporal.namespace ?? 'default';
  const connection = await connect(temporal.connectionOptions);
  const clientConnection = await Connection.connect({
    ...temporal.connectionOptions,
    channelArgs: LOOK_AGAIN,
    interceptors: retries(),
  });
  try {
    await ensureSearchAttributes(clientConnection, namespace);
    const client = new Client({ connection: clientConnection, namespace });
    const { ports, opened } = wirePorts({
      ...{ home, policy: loaded.policy, directory, client, vendors },
      ...{ answers: answers.links, publicUrl: answers.publicUrl },
    });
    noteServedChannels(home, [
      ...new Set(opened.flatMap(({ behind }) => behind.channels ?? []).flatMap(({ serves }) => serves)),
    ]);
    const checks = wireChecks(opened, { ports, directory });
    const bundle = workflowSource();
    const workers = await createWorkers({
      connection,
      namespace,
      ports: { ...ports, checks },
      bundle,
      ...defined({ cachedIncidents: config.cachedIncidents }),
    });
    const running = workers.run();
    const stopAudit = startAudit({
      ...{ client, namespace, home, ports, log, bundle },
      policy: () => policies()[0]?.policy ?? loaded.policy,
    });
    exitWithParent(() => {
      workers.shutdown();
      return running;
    });
    reportReady();
    // Beside the work: nobody's page waits for it.
    for (const { vendor, problems } of opened)
      void problems().then((found) => {
        for (const problem of found) log.error(`${vendor.name} can’t be used as configured`, { problem });
      });
    for (const file of startedOn)
      void tellInvalidFile(file, {
        home,
        policy: loaded.policy,
        directory,
        ports,
        pause: () => pause(TRY_AGAIN_MS, undefined, { ref: false }),
        onTrouble: (problem) =>
          log.warn(`Can't tell the people responsible that the ${file.what} file is invalid`, { problem }),
      });
    try {
      await running;
    } finally {
      await stopAudit();
    }
  } finally {
    coolDown();
    await clientConnection.close();
    await connection.close();
  }
}

/** The links by which pages are answered. A mistake about them keeps nobody from being paged. */
function readAnswers(home: string): { links?: SignedLinks; publicUrl?: string; off: OffIntegration[] } {
  try {
    const settings = readAnswerSettings(process.env, home);
    if (settings === undefined) return { off: [] };
    const { publicUrl } = settings;
    return { links: createSignedLinks({ ...settings, people: createPeopleBook({ home }) }), publicUrl, off: [] };
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    return { off: [{ name: 'Answer links', problem: error.message }] };
  }
}

/** Who asks a vendor who is on call, where one knows. */
function onCallBookOf(
  vendors: readonly ConfiguredVendor[],
  { home }: WorkerConfig,
  log: JsonLog,
): OnCallBook | undefined {
  const warn = (message: string, problem: string): void => log.warn(message, { problem });
  return vendors.map((vendor) => vendor.onCall({ home, warn })).find((book) => book !== undefined);
}

async function connect(options: NativeConnectionOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(options);
  } catch (error) {
    const { address = 'its default address' } = options;
    // The SDK's core shows its innermost error as a structure.
    const because = /message: "([^"]*)"/.exec(said(error))?.[1] ?? said(error);
    throw new StartRefused(
      `Temporal does not answer at ${address}. Check that it is running, and check TEMPORAL_ADDRESS and the other TEMPORAL_ settings (${because}).`,
      { cause: error },
    );
  }
}

/** Nothing is left to do: whatever still holds the process must not hold up the next worker. */
function endSoon(log: JsonLog): void {
  setTimeout(() => {
    log.warn('The worker has ended, and something still holds its process', { seconds: LEFT_MS / 1_000 });
    process.exit();
  }, LEFT_MS).unref();
}

const LEFT_MS = 3_000;

/** What a person has to put right is said in plain words; anything else is a line of the log. */
async function run(): Promise<void> {
  let log: JsonLog | undefined;
  try {
    const config = readWorkerConfig(process.env);
    log = createJsonLog({ component: 'worker', level: config.logLevel, to: openLog() });
    await main(config, log);
    endSoon(log);
  } catch (error) {
    process.exitCode = 1;
    if (log === undefined || REFUSALS.some((kind) => error instanceof kind)) {
      console.error(said(error));
      reportRefusal(said(error));
    } else log.error(`The worker ended: ${said(error)}`, { error });
  }
}

const REFUSALS = [StartRefused, PolicyInvalid, DirectoryInvalid];
/** What is logged or shown of an error: never a secret. */
const said = (error: unknown): string => redact(messageOf(error));

void run();
