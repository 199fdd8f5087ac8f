/** How is the HTTP server started with everything that it needs, and how is it stopped? */
import { keepWarm } from '../directory/keep-warm';
import { invalidFileText } from '../domain/text/invalid-file';
import { redact } from '../domain/text/redact';
import { createJsonLog, type JsonLog, type LogLevel, openLog } from '../launcher/json-log';
import type { OffIntegration } from '../launcher/off-integrations';
import { cannotListen } from '../launcher/ports';
import type { HttpSide } from '../launcher/start';
import { createGate, type GuardedGate } from './access/create-gate';
import { hostAndPort } from './access/loopback';
import { createOidc, type Oidc } from './access/oidc';
import { createProviderSignIn } from './access/provider-sign-in';
import { refuseOpenDoor } from './access/refuse-public';
import { createSessionFile } from './access/session-file';
import { createTokens } from './access/tokens';
import { createVisitors } from './access/visitors';
import { type OidcSettings, readConfig } from './config';
import type { ConsoleOptions } from './console/options';
import { guideLinesBeside } from './incidents/guide-text';
import { readOrOff } from './read-or-off';
import { connectLazily, readGround } from './connect';
import { createAuditGauges, examineAudit } from './health/audit';
import { createFileExamination } from './health/files';
import { createHomeExamination } from './health/home';
import { describeProblem } from '../policy/problems';
import { faultsAtStart } from './health/policy-faults';
import { examineReach, reachProblems } from './health/reach';
import { createIncidentGauges } from './health/incident-gauges';
import { createReadiness } from './health/readiness';
import { createWorkerMetrics } from './health/worker-metrics';
import { openAnswerDoors, readAnswerDoors } from './http/answers/open';
import { closeServer } from './http/close';
import { closedSources, readIntakeSettings } from './http/intake/settings';
import { createSns } from './http/intake/sns/signature';
import { createHttpMetrics } from './http/metrics';
import { createHttpServer } from './http/server';
import { addSlack } from './http/slack/routes';
import { openPagerDutyOnCall } from './people/pagerduty-on-call-book';
import { openSlack, type OpenSlackOptions } from './slack/open';
import { readSlackSettings, type SlackSettings } from './slack/settings';
import { openSlackSocket, type SlackSocket } from './slack/socket';
import type { FastifyInstance } from 'fastify';
import { defined } from '../domain/state/fields';

export interface ServingOptions {
  env: NodeJS.ProcessEnv;
  /** Is told, a line at a time, what went wrong. */
  say: (line: string) => void;
  address?: string;
  namespace?: string;
  /** Where its log goes; standard output where no file is named. */
  logFile?: string;
  /** By which clock a worker that no longer asks for work counts as gone. */
  now?: () => number;
  /** Whether the worker that polls under this identity is known to be gone. */
  isGone?: (identity: string) => boolean;
}

/**
 * Starts the HTTP server. It answers before Temporal does, and says so. Throws `StartRefused` where others could reach
 * it and nobody could show who they are, and where it can't listen.
 */
export async function serveHttp(options: ServingOptions): Promise<HttpSide> {
  const { env, say, address, namespace, logFile, now, isGone } = options;
  const config = readConfig(env);
  const intake = readIntakeSettings(env);
  const off: OffIntegration[] = closedSources(intake);
  const isOff = (found: OffIntegration): void => void off.push(found);
  const slackSettings = readOrOff('Slack, buttons and commands', () => readSlackSettings(env), isOff);
  const answerDoors = readOrOff('Answer links', () => readAnswerDoors(env, config.home), isOff);
  const { log, close: closeLog } = openHttpLog(config.logLevel, logFile);
  const invalid = (what: string, { message }: Error, validSince?: number): void => {
    const text = invalidFileText(what, validSince);
    log.error(text, { problem: message });
    say(`${text}.\n${message}`);
  };
  const onTrouble = (problem: string): void => {
    log.error("Can't use the copy of the last valid version", { problem });
    say(problem);
  };
  const ground = readGround(config, {
    onProblem: (problem, validSince) =>
      invalid(problem.name === 'DirectoryInvalid' ? 'directory' : 'policy', problem, validSince),
    onTrouble,
    book: readOrOff(
      'PagerDuty, on call',
      () =>
        openPagerDutyOnCall(env, config.home, {
          onProblem: (problem) => log.warn("Can't use the file with PagerDuty's last answers", { problem }),
        }),
      isOff,
    ),
  });
  const tokens = createTokens({
    file: config.tokens,
    onProblem: (problem, validSince) => invalid('token', problem, validSince),
    onTrouble,
  });
  const { loopback } = await refuseOpenDoor(config, tokens);
  const oidc = config.oidc === undefined ? {} : { oidc: createOidc(config.oidc) };
  const gate = createGate({ tokens, directory: ground.directory, loopback, host: config.host, ...oidc });
  const visitors = createVisitors({
    ...{ tokens, directory: ground.directory, loopback, store: createSessionFile(config.home) },
    ...oidc,
  });
  const connected = connectLazily(config, ground, {
    env,
    ownPort: config.temporalPort,
    ...defined({ address, namespace }),
  });
  const { incidents, examine } = connected;
  const reached = () => ({
    config,
    directory: ground.directory.current(),
    policies: ground.policies.map(({ policy }) => policy),
    now: Date.now(),
    off,
  });
  const { workerMetrics } = config;
  const onBug = (error: unknown): void => {
    log.error('Internal error', { error });
    say(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  };
  const server = createHttpServer({
    gate,
    visitors,
    ...providerOf(config.oidc, oidc.oidc, gate),
    guideLines: guideLinesBeside(config.policy),
    keepOut: (headers) => gate.keepOutForeign(headers),
    ...{ secrets: intake.secrets, closed: intake.closed, sns: createSns(intake) },
    policies: () => ground.policies,
    directory: ground.directory,
    overrides: ground.overrides,
    home: config.home,
    incidents,
    readiness: createReadiness({
      temporal: () => examine({ now, isGone }),
      files: createFileExamination(config),
      reach: () => [examineReach(reached())],
      home: createHomeExamination(config.home),
      incidents: () => examineAudit(config.home, Date.now()),
    }),
    metrics: createHttpMetrics([
      createIncidentGauges(incidents, () => ground.policies),
      createAuditGauges(config.home),
      ...(workerMetrics === undefined ? [] : [createWorkerMetrics(workerMetrics)]),
    ]),
    log,
    onBug,
  });
  openAnswerDoors(server, answerDoors, {
    ...{ home: config.home, incidents, directory: ground.directory, policies: () => ground.policies, onBug },
    ...defined({ now }),
  });
  const openSocket = wireSlack(server, slackSettings, {
    incidents,
    directory: ground.directory,
    policies: () => ground.policies,
    onTrouble: (text) => {
      log.warn(text);
      say(text);
    },
    onBug,
  });
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    await connected.close();
    closeLog();
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : cannotListen({ ...config, setting: 'MUSTER_PORT' }, code);
  }
  const socket = openSocket();
  const coolDown = keepWarm(ground.directory);
  // Who is on call elsewhere is known only when it was asked.
  void ground.directory
    .refresh()
    .then(() => {
      for (const fault of faultsAtStart(config.policy)) say(`Warning: this can't work: ${describeProblem(fault)}.`);
      for (const problem of reachProblems(reached())) {
        log.warn('The next incident would not be handled as the policy says', { problem });
        say(`Warning: ${problem}`);
      }
    })
    .catch(onBug);
  return {
    url: `http://${hostAndPort(config.host, config.port)}`,
    close: async () => {
      coolDown();
      await socket?.close();
      await closeServer(server);
      await connected.close();
      closeLog();
    },
  };
}

/** Where browsers sign in, if we are registered there. */
function providerOf(
  settings: OidcSettings | undefined,
  oidc: Oidc | undefined,
  { signedIn }: Pick<GuardedGate, 'signedIn'>,
): Pick<ConsoleOptions, 'provider'> {
  if (settings?.client === undefined || oidc === undefined) return {};
  return { provider: { ...createProviderSignIn(settings, settings.client, oidc), signedIn } };
}

/**
 * Adds Slack's doors where they are configured; returns a function that opens its socket once everything else is ready.
 */
function wireSlack(
  server: FastifyInstance,
  settings: SlackSettings | undefined,
  world: Omit<OpenSlackOptions, 'settings'>,
): () => SlackSocket | undefined {
  if (settings === undefined) return () => undefined;
  const { signingSecrets, appToken, apiUrl } = settings;
  const handlers = openSlack({ settings, ...world });
  if (signingSecrets.length > 0) addSlack(server, { handlers, signingSecrets, onBug: world.onBug });
  return () => (appToken === undefined ? undefined : openSlackSocket({ appToken, apiUrl, handlers, ...world }));
}

/** The log of the HTTP server: in a file, or on standard output where none is named. */
export function openHttpLog(level: LogLevel, file?: string): { log: JsonLog; close: () => void } {
  const to = openLog(file);
  return { log: createJsonLog({ component: 'http', level, to }), close: to.close };
}
