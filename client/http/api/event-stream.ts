/** How are server-sent events written to one listener, and what if it stops reading? */
import type { FastifyReply } from 'fastify';

/** Server-sent events to one listener: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface EventStream {
  send: (event: { event: string; id?: string; data: unknown }) => void;
}

const HEARTBEAT_MS = 15_000;
/** A listener that does not read is let go before it fills our memory; it comes back and catches up. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** Takes the answer over for events, until `over`. The headers that every answer has are kept. `onBeat`: at each heartbeat. */
export function openStream(reply: FastifyReply, over: AbortSignal, onBeat: () => void): EventStream {
  const common = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...Object.fromEntries(common),
    'content-type': 'text/event-stream; charset=utf-8',
    // Proxies would hold the events back.
    'x-accel-buffering': 'no',
  });
  const write = (text: string): void => {
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
    else if (!raw.writableEnded && !raw.destroyed) raw.write(text);
  };
  write('retry: 2000\n\n');
  const heartbeat = setInterval(() => {
    write(': still here\n\n');
    onBeat();
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const end = (): void => {
    clearInterval(heartbeat);
    if (!raw.writableEnded) raw.end();
  };
  over.addEventListener('abort', end, { once: true });
  return {
    send: ({ event, id, data }) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
  };
}
