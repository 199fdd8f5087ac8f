import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { z } from 'zod';
import { parseAllDocuments, stringify } from 'yaml';
import { until } from '../support/until';
import { freePort } from '../support/servers';
import { METRICS_API, NAMESPACE, NODE, NODE_STATUS, podStages } from './manifests';
import { Programs } from './programs';

const ADMIN = 'test-admin-token';

/**
 * A real Kubernetes control plane on loopback, with one node that a stand-in for kubelets plays. Pods have no containers;
 * everything else is as on any cluster: rollouts, revisions, events, rights.
 */
export class Cluster {
  private constructor(
    private readonly folder: string,
    private readonly programs: Programs,
    private readonly server: string,
  ) {}

  static async start(bin: string): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'muster-cluster-'));
    const programs = new Programs(bin, folder);
    const port = await freePort();
    const cluster = new Cluster(folder, programs, `https://127.0.0.1:${port}`);
    try {
      await cluster.startControlPlane(port);
      await cluster.startNode();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.programs.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What every container says: lines of the kind `2026-01-01T00:00:00.000000000Z stdout F text`. */
  writeLog(lines: { at: Date; text: string }[]): void {
    const cri = lines.map(({ at, text }) => `${at.toISOString().replace('Z', '000000Z')} stdout F ${text}\n`);
    writeFileSync(join(this.folder, 'app.log'), cri.join(''));
  }

  /** A request as the administrator. Answers the body, or throws with what the server said. */
  async request<Schema extends z.ZodType = z.ZodUnknown>(
    method: string,
    path: string,
    { body, type = 'application/json', schema }: { body?: unknown; type?: string; schema?: Schema } = {},
  ): Promise<z.infer<Schema>> {
    const { status, data } = await axios.request<unknown>({
      method,
      url: `${this.server}${path}`,
      data: body === undefined ? undefined : JSON.stringify(body),
      headers: { authorization: `Bearer ${ADMIN}`, 'content-type': type },
      httpsAgent: new https.Agent({ ca: this.authority() }),
      proxy: false,
      validateStatus: () => true,
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(data)}`);
    return (schema ?? z.unknown()).parse(data) as z.infer<Schema>;
  }

  /** `kubectl apply --server-side` of one object. */
  async apply(object: Manifest, subresource = ''): Promise<void> {
    const query = '?fieldManager=test&force=true';
    const path = `${pathOf(object)}${subresource}${query}`;
    await this.request('PATCH', path, { body: object, type: 'application/apply-patch+yaml' });
  }

  /** The same of all objects of a file. */
  async applyFile(file: string): Promise<void> {
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
      await this.apply(Manifest.parse(document.toJS()));
    }
  }

  /** A kubeconfig with one context for each of these accounts of the namespace `production`, with real tokens. */
  async kubeconfigFor(...accounts: string[]): Promise<string> {
    const users = await Promise.all(
      accounts.map(async (name) => {
        const path = `/api/v1/namespaces/production/serviceaccounts/${name}/token`;
        const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
        const schema = z.object({ status: z.object({ token: z.string() }) });
        return { name, user: { token: (await this.request('POST', path, { body, schema })).status.token } };
      }),
    );
    return this.writeKubeconfig(`${accounts.join('-')}.kubeconfig`, users);
  }

  private writeKubeconfig(name: string, users: { name: string; user: { token: string } }[]): string {
    const file = join(this.folder, name);
    const cluster = { server: this.server, 'certificate-authority': this.authorityFile() };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users,
      contexts: users.map((user) => ({ name: user.name, context: { cluster: 'test', user: user.name } })),
      'current-context': users[0]?.name,
    };
    writeFileSync(file, stringify(config));
    return file;
  }

  private async startControlPlane(port: number): Promise<void> {
    const [client, peer] = [await freePort(), await freePort()].map((free) => `http://127.0.0.1:${free}`);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(this.folder, 'accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
    writeFileSync(join(this.folder, 'tokens.csv'), `${ADMIN},admin,admin,"system:masters"\n`);
    this.programs.start('etcd', {
      'data-dir': 'etcd',
      'log-level': 'warn',
      'unsafe-no-fsync': true,
      'listen-client-urls': client ?? '',
      'advertise-client-urls': client ?? '',
      'listen-peer-urls': peer ?? '',
      'initial-advertise-peer-urls': peer ?? '',
      'initial-cluster': `default=${peer ?? ''}`,
    });
    this.programs.start('kube-apiserver', {
      'etcd-servers': client ?? '',
      'secure-port': port,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'cert-dir': 'certs',
      'service-cluster-ip-range': '10.96.0.0/16',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': 'accounts.key',
      'service-account-signing-key-file': 'accounts.key',
      'token-auth-file': 'tokens.csv',
      'authorization-mode': 'RBAC',
      // No pod here has a use for a token.
      'disable-admission-plugins': 'ServiceAccount',
      'kubelet-preferred-address-types': 'InternalIP',
    });
    await until('the API server is ready', () =>
      existsSync(this.authorityFile()) ? this.request('GET', '/readyz').then(() => true, nothing) : undefined,
    );
    const kubeconfig = this.writeKubeconfig('admin.kubeconfig', [{ name: 'admin', user: { token: ADMIN } }]);
    const component = { kubeconfig, 'leader-elect': false, 'bind-address': '127.0.0.1', 'cert-dir': 'certs' };
    const controllers = ['deployment', 'replicaset', 'garbage-collector', 'namespace', 'node-lifecycle'];
    this.programs.start('kube-controller-manager', {
      ...component,
      controllers: controllers.map((name) => `${name}-controller`).join(','),
      'secure-port': await freePort(),
      // The stand-in for kubelets renews no heartbeat, and would not make pods ready again after a lost one.
      'node-monitor-grace-period': '24h',
    });
    this.programs.start('kube-scheduler', { ...component, 'secure-port': await freePort() });
  }

  private async startNode(): Promise<void> {
    const kwok = await freePort();
    const logs = {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterLogs',
      metadata: { name: 'app' },
      spec: { logs: [{ containers: ['app'], logsFile: join(this.folder, 'app.log') }] },
    };
    writeFileSync(join(this.folder, 'kwok.yaml'), [logs, ...podStages()].map((one) => stringify(one)).join('---\n'));
    this.writeLog([]);
    this.programs.start('kwok', {
      kubeconfig: 'admin.kubeconfig',
      config: 'kwok.yaml',
      'manage-all-nodes': true,
      'node-ip': '127.0.0.1',
      'node-port': kwok,
      'server-address': `127.0.0.1:${kwok}`,
      // The API server's own will do: it is for the same address.
      'tls-cert-file': 'certs/apiserver.crt',
      'tls-private-key-file': 'certs/apiserver.key',
    });
    for (const object of [NAMESPACE, METRICS_API, NODE]) await this.apply(object);
    await this.apply(NODE_STATUS, '/status');
    const schema = z.object({ spec: z.object({ taints: z.array(z.unknown()).default([]) }) });
    await until('the node takes pods', async () => {
      const { spec } = await this.request('GET', '/api/v1/nodes/node-0', { schema });
      return spec.taints.length === 0 ? true : undefined;
    });
  }

  /** The certificate that the API server made for itself holds its issuer, too. */
  private authorityFile = (): string => join(this.folder, 'certs', 'apiserver.crt');
  private authority = (): Buffer => readFileSync(this.authorityFile());
}

const nothing = (): undefined => undefined;

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type Manifest = z.infer<typeof Manifest>;

/** Where an object lives. All kinds that are used here have a plain plural. */
function pathOf({ apiVersion, kind, metadata: { name, namespace } }: Manifest): string {
  const plural = kind === 'PodMetrics' ? 'pods' : `${kind.toLowerCase()}s`;
  const group = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  return `${group}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}/${name}`;
}
