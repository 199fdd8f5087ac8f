import axios from 'axios';
import { type ChildHandle, describeExit, tailOf, takeCharge, withLog } from '../../launcher/child';
import { freePort } from '../support/servers/free-port';
import { until } from '../support/until';
import { PROGRAMS } from './programs';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A rule of Prometheus. */
export interface Rule {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  summary: string;
}

export interface MonitoringOptions {
  /** What Prometheus scrapes. */
  target: string;
  rules: Rule[];
  /** Where Alertmanager sends. */
  webhook: string;
}

/** The real Prometheus and Alertmanager, on loopback and with intervals of seconds. */
export interface Monitoring {
  readonly prometheusUrl: string;
  /** How many notifications Alertmanager has tried to deliver, and how many of these tries failed. */
  notifications(): Promise<{ tried: number; failed: number }>;
  readonly stop: () => Promise<void>;
}

const UP_WITHIN_MS = 30_000;

/** Starts both, and resolves when they are ready. */
export async function startMonitoring({ target, rules, webhook }: MonitoringOptions): Promise<Monitoring> {
  const home = mkdtempSync(join(tmpdir(), 'muster-monitoring-'));
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()];
  const running: ChildHandle[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((program) => program.stop()));
    rmSync(home, { recursive: true, force: true });
  };
  // JSON is YAML.
  const write = (name: string, content: object): string => {
    const file = join(home, name);
    writeFileSync(file, JSON.stringify(content, null, 2));
    return file;
  };
  const run = async (program: string, port: number, args: string[]): Promise<string> => {
    const log = join(home, `${program}.log`);
    const handle = await takeCharge(
      withLog(log, (output) => spawn(program, args, { cwd: home, stdio: ['ignore', output, output] })),
    );
    running.push(handle);
    void handle.exited.then((exit) => (gone = describeExit(exit)));
    let gone: string | undefined;
    const url = `http://127.0.0.1:${port}`;
    const isReady = async (): Promise<true | undefined> => {
      if (gone !== undefined) throw new Error(`${program} did not start (${gone}): ${tailOf(log)}`);
      return (await answer(`${url}/-/ready`)) === undefined ? undefined : true;
    };
    await until(`a ready ${program}`, isReady, { withinMs: UP_WITHIN_MS });
    return url;
  };
  try {
    const alertmanager = write('alertmanager.yml', alertmanagerConfig(webhook));
    const ruleFile = write('rules.yml', ruleGroups(rules));
    const prometheus = write('prometheus.yml', prometheusConfig(target, `127.0.0.1:${alertmanagerPort}`, ruleFile));
    const alertmanagerUrl = await run(PROGRAMS.alertmanager, alertmanagerPort, [
      `--config.file=${alertmanager}`,
      `--storage.path=${join(home, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
      '--cluster.listen-address=',
    ]);
    const prometheusUrl = await run(PROGRAMS.prometheus, prometheusPort, [
      `--config.file=${prometheus}`,
      `--storage.tsdb.path=${join(home, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ]);
    return { prometheusUrl, notifications: () => notificationsOf(alertmanagerUrl), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One notification per rule: what belongs to one incident is Muster's to say, not Alertmanager's. */
const alertmanagerConfig = (url: string): object => ({
  route: {
    receiver: 'muster',
    group_by: ['alertname'],
    group_wait: '1s',
    group_interval: '2s',
    repeat_interval: '1h',
  },
  receivers: [{ name: 'muster', webhook_configs: [{ url, send_resolved: true, max_alerts: 100 }] }],
});

const prometheusConfig = (target: string, alertmanager: string, ruleFile: string): object => ({
  global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
  scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [new URL(target).host] }] }],
  rule_files: [ruleFile],
  alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
});

const ruleGroups = (rules: Rule[]): object => ({
  groups: [
    {
      name: 'shop',
      rules: rules.map(({ summary, ...rule }) => ({ ...rule, annotations: { summary } })),
    },
  ],
});

async function notificationsOf(alertmanagerUrl: string): Promise<{ tried: number; failed: number }> {
  const page = await answer(`${alertmanagerUrl}/metrics`);
  const count = (name: string): number =>
    Number(new RegExp(`^${name}\\{integration="webhook"\\} (\\S+)$`, 'm').exec(page ?? '')?.[1] ?? 0);
  return {
    tried: count('alertmanager_notification_requests_total'),
    failed: count('alertmanager_notification_requests_failed_total'),
  };
}

/** The text of a page; `undefined` where there is no good answer. */
const answer = (url: string): Promise<string | undefined> =>
  axios.get<string>(url, { responseType: 'text', proxy: false }).then(
    ({ data }) => data,
    () => undefined,
  );
