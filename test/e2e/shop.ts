import { createServer, type ServerResponse } from 'node:http';

/** What can be wrong with it. */
export type Trouble = 'checkout' | 'stock' | 'mail';

/** A small service of its own metrics that is broken and healed by hand. */
export interface Shop {
  readonly url: string;
  readonly break: (what: Trouble) => void;
  readonly heal: () => void;
  readonly stop: () => Promise<void>;
}

const TROUBLES: readonly Trouble[] = ['checkout', 'stock', 'mail'];

/** Serves `/metrics` for Prometheus and `/health` for Muster on a free port. */
export async function startShop(): Promise<Shop> {
  const broken = new Set<Trouble>();
  let [errors, requests] = [0, 0];
  const metrics = (): string => {
    requests += 20;
    if (broken.size > 0) errors += 10;
    const parts = TROUBLES.map((part) => `shop_broken{part="${part}"} ${broken.has(part) ? 1 : 0}`);
    return [...parts, `errors_total ${errors}`, `request_duration_seconds_count ${requests}`, ''].join('\n');
  };
  const send = (response: ServerResponse, status: number, body: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(body);
  };
  const server = createServer((request, response) => {
    if (request.url === '/metrics') send(response, 200, metrics());
    else if (request.url === '/health') send(response, broken.size === 0 ? 200 : 503, [...broken].join(', '));
    else send(response, 404, '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The shop does not listen.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    break: (what) => void broken.add(what),
    heal: () => broken.clear(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
