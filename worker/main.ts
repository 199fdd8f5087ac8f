import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createDirectory } from '../directory/directory';
import { readDiagnosticSettings } from '../launcher/diagnostic-settings';
import { exitWithParent, reportReady } from '../launcher/parent';
import { StartRefused } from '../launcher/refusal';
import { ensureSearchAttributes } from '../launcher/search-attributes';
import { loadPolicy } from '../policy/load';
import { workflowSource } from './bundle';
import { readWorkerConfig } from './config';
import { wirePorts } from './ports';
import { createWorkers } from './workers';

/** The worker's process: reads its settings, connects, wires, runs until it is told to stop or its parent is gone. */
async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  const { policy } = loadPolicy(config.policyFile);
  const logger = new DefaultLogger('INFO');
  Runtime.install({ logger });
  const directory = createDirectory({
    file: config.directoryFile,
    onProblem: (problem) =>
      logger.error('The directory file is broken; the last good one stays in use', { problem: String(problem) }),
  });

  const diagnostics = readDiagnosticSettings(process.env);

  const temporal = loadClientConnectConfig();
  const namespace = temporal.namespace ?? 'default';
  const connection = await NativeConnection.connect(temporal.connectionOptions);
  const clientConnection = await Connection.connect(temporal.connectionOptions);
  try {
    await ensureSearchAttributes(clientConnection, namespace);
    const client = new Client({ connection: clientConnection, namespace });
    const ports = wirePorts({ home: config.home, policy, directory, client, diagnostics });
    const workers = await createWorkers({ connection, namespace, ports, bundle: workflowSource() });
    const running = workers.run();
    exitWithParent(() => {
      workers.shutdown();
      return running;
    });
    reportReady();
    await running;
  } finally {
    await clientConnection.close();
    await connection.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof StartRefused ? error.message : error);
  process.exitCode = 1;
});
