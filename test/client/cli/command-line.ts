import { runCli } from '../../../client/cli/main';
import type { Connected } from '../../../client/connect';
import type { Check } from '../../../client/health/check';
import type { IncidentClient } from '../../../client/incidents/api';
import type { TemporalWish } from '../../../client/temporal/connection';
import type { Examined } from '../../../domain/doctor/finding';
import type { TestMessage } from '../../../domain/doctor/test-message';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract';
import { fakeIncidents, NOW } from '../../support/client';

/** What is different in the world of one test. */
export interface Settings {
  incidents?: Partial<IncidentClient>;
  env?: NodeJS.ProcessEnv;
  user?: string;
  stdin?: string;
  connect?: () => Promise<Connected>;
  attributes?: string[];
  checks?: Check[];
  integrations?: () => Promise<Examined[]>;
  sendTest?: (test: TestMessage) => Promise<Examined[]>;
  tty?: boolean;
  stop?: AbortController;
}

/** Runs a command line in a world that is made up. */
export async function muster(argv: string[], settings: Settings = {}) {
  const {
    env = {},
    user,
    stdin = '',
    attributes = Object.values(SEARCH_ATTRIBUTES),
    checks = [],
    tty,
    stop,
  } = settings;
  let [out, err, closed] = ['', '', 0];
  const wishes: TemporalWish[] = [];
  const ran: string[] = [];
  const incidents = fakeIncidents(settings.incidents);
  const running = (name: string) => () => {
    ran.push(name);
    return Promise.resolve(name === 'worker' ? 7 : 0);
  };
  const code = await runCli(argv, {
    out: { write: (text: string) => (out += text), ...(tty === true && { isTTY: true, columns: 80 }) },
    err: { write: (text: string) => (err += text) },
    env,
    now: () => NOW,
    userName: () => user,
    stdin: () => Promise.resolve(Buffer.from(stdin)),
    secret: () => Promise.resolve(stdin),
    stopped: () => (stop ?? new AbortController()).signal,
    running: { start: running('start'), worker: running('worker'), serve: running('serve') },
    connect: (_config, _ground, wish) => {
      wishes.push(wish);
      if (settings.connect !== undefined) return settings.connect();
      return Promise.resolve({
        incidents,
        address: '127.0.0.1:7233',
        examine: () => Promise.resolve(checks),
        searchAttributes: () => Promise.resolve(attributes),
        integrations: settings.integrations ?? (() => Promise.resolve([])),
        sendTest: settings.sendTest ?? (() => Promise.resolve([])),
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      });
    },
  });
  return { code, out, err, wishes, ran, closed };
}
