/** How does Muster connect to the cluster: which address, which account, which certificates? */
import { statSync } from 'node:fs';
import http from 'node:http';
import type https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node' with { 'resolution-mode': 'import' };
import { ProviderRejected } from '../../errors';
import { messageOf } from '../../../domain/text/message-of';

/** The name of the only provider that the files of this folder speak to. */
export const KUBERNETES = 'kubernetes';

/** Instead of a file: the account and the address that Kubernetes gives to a pod. */
export const IN_CLUSTER = 'in-cluster';

export interface KubernetesAccessOptions {
  /** A kubeconfig file, or `in-cluster`. */
  kubeconfig: string;
  /** A context of that file; else the one that the file names as current. */
  context?: string | undefined;
}

/** What one request needs: the address, and the account that sends it. */
export interface KubernetesConnection {
  server: string;
  headers: Record<string, string>;
  agent: http.Agent | undefined;
}

/** Answers a connection for each request, so that a token or a file that was renewed is used at once. */
export type KubernetesAccess = () => Promise<KubernetesConnection>;

/**
 * Reads kubeconfig files by the client library of the Kubernetes project: certificates, tokens, exec credentials, proxies.
 * A file that can't be read, or that lacks the context, is `ProviderRejected`.
 */
export function createKubernetesAccess({ kubeconfig, context }: KubernetesAccessOptions): KubernetesAccess {
  let loaded: { config: KubeConfig; changedAt: number } | undefined;

  // Kept while the file stays as it is: the configuration remembers what an exec credential answered.
  const configuration = async (): Promise<KubeConfig> => {
    const changedAt = kubeconfig === IN_CLUSTER ? 0 : statSync(kubeconfig).mtimeMs;
    if (loaded?.changedAt !== changedAt) loaded = { config: await load(kubeconfig, context), changedAt };
    return loaded.config;
  };

  return async () => {
    try {
      const config = await configuration();
      const options: https.RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const { headers, auth, agent } = options;
      return {
        server: config.getCurrentCluster()?.server ?? '',
        headers: {
          ...textHeaders(headers),
          ...(typeof auth === 'string' && { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` }),
        },
        agent: agent instanceof http.Agent ? agent : undefined,
      };
    } catch (error) {
      if (error instanceof ProviderRejected) throw error;
      const reason = messageOf(error);
      throw new ProviderRejected(KUBERNETES, `can't connect with ${kubeconfig} (MUSTER_KUBECONFIG): ${reason}`);
    }
  };
}

async function load(kubeconfig: string, context: string | undefined): Promise<KubeConfig> {
  // Loaded only here: the library is large, and a worker without a cluster never needs it.
  const library = await import('@kubernetes/client-node');
  const config = new library.KubeConfig();
  if (kubeconfig === IN_CLUSTER) {
    config.loadFromCluster();
    return config;
  }
  config.loadFromFile(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getCurrentCluster() === null) {
    const known = config.getContexts().map(({ name }) => name);
    const wanted = context ?? config.getCurrentContext();
    throw new ProviderRejected(
      KUBERNETES,
      `${kubeconfig} has no context "${wanted}". Its contexts: ${known.join(', ')}`,
    );
  }
  return config;
}

const textHeaders = (headers: https.RequestOptions['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
