import http from 'node:http';

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  /** Text as it is, everything else as JSON. */
  body: object | string;
}

const MAX_BODY = 64 * 1024;

/** An HTTP server that answers each request with what `route` says; a request it throws for was a bad one. */
export function serve(route: (request: Request) => Promise<Answer>): http.Server {
  return http.createServer((incoming, response) => {
    void read(incoming)
      .then(route)
      .catch((error: unknown): Answer => ({ status: 400, body: { error: textOf(error) } }))
      .then(({ status, body }) => {
        const isText = typeof body === 'string';
        response.writeHead(status, { 'content-type': isText ? 'text/plain; version=0.0.4' : 'application/json' });
        response.end(isText ? body : JSON.stringify(body));
      });
  });
}

async function read(incoming: http.IncomingMessage): Promise<Request> {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://service');
  const { method = 'GET', headers } = incoming;
  return { method, path: pathname, query: searchParams, headers, body: await bodyOf(incoming) };
}

async function bodyOf(incoming: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the request is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What an error says. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
