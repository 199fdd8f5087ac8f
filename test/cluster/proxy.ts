import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const Kubeconfig = z.looseObject({
  clusters: z.tuple([
    z.object({ name: z.string(), cluster: z.object({ server: z.url(), 'certificate-authority': z.string() }) }),
  ]),
});

/** Stands before the API server and loses the answer to the first change: the server made it, and nobody hears of it. */
export class LossyProxy {
  private lost = false;
  private readonly server = http.createServer();

  private constructor(
    private readonly target: string,
    private readonly authority: Buffer,
    private readonly onLost: () => void,
  ) {}

  /** Answers the proxy and a kubeconfig that leads through it. */
  static async start(kubeconfig: string, onLost: () => void): Promise<{ proxy: LossyProxy; kubeconfig: string }> {
    const config = Kubeconfig.parse(parse(readFileSync(kubeconfig, 'utf8')));
    const [{ name, cluster }] = config.clusters;
    const proxy = new LossyProxy(cluster.server, readFileSync(cluster['certificate-authority']), onLost);
    proxy.server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      proxy.forward(request, response);
    });
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    const address = proxy.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    const through = { server: `http://127.0.0.1:${address.port}`, 'insecure-skip-tls-verify': true };
    const file = `${kubeconfig}.proxied`;
    writeFileSync(file, stringify({ ...config, clusters: [{ name, cluster: through }] }));
    return { proxy, kubeconfig: file };
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method, url = '', headers } = request;
    const upstream = https.request(`${this.target}${url}`, { method, headers, ca: this.authority }, (answer) => {
      if (method === 'PATCH' && !url.includes('dryRun') && !this.lost) {
        this.lost = true;
        answer.resume();
        this.onLost();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  }
}
