/** How is the board served, and kept up to date in the browser? */
import { once } from 'node:events';
import http from 'node:http';
import { isOwnRequest } from '../../test/fakes/html';
import { boardContent, type BoardLook, boardPage } from './board-page';

const LOOK_EVERY_MS = 300;

/** The page that shows what everybody has received. */
export interface Board {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the board on a free port of the loopback address. `look` is asked at every request and while somebody looks. */
export async function openBoard(look: () => Omit<BoardLook, 'person'>): Promise<Board> {
  const watching = new Set<() => void>();
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://board');
    const asked = (): BoardLook => ({ ...look(), person: searchParams.get('person') ?? undefined });
    if (!isOwnRequest(request.headers)) response.writeHead(403).end();
    else if (request.method !== 'GET') response.writeHead(405).end();
    else if (pathname === '/') {
      const { body, headers } = boardPage(asked());
      response.writeHead(200, headers).end(body);
    } else if (pathname === '/events') follow(response, () => boardContent(asked()));
    else response.writeHead(404).end();
  });

  const follow = (response: http.ServerResponse, content: () => string): void => {
    let shown: string | undefined;
    const tell = (): void => {
      const now = content();
      if (now !== shown) response.write(`data: ${JSON.stringify(now)}\n\n`);
      shown = now;
    };
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    watching.add(tell);
    response.once('close', () => watching.delete(tell));
    tell();
  };
  const looking = setInterval(() => watching.forEach((tell) => tell()), LOOK_EVERY_MS);

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The board is not listening.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      clearInterval(looking);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
