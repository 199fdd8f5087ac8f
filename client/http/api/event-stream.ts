import type { FastifyReply } from 'fastify';

/** Server-sent events to one listener: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface EventStream {
  send: (event: { event: string; id?: string; data: unknown }) => void;
  end: () => void;
}

const HEARTBEAT_MS = 15_000;
/** A listener that does not read is let go before it fills our memory; it comes back and catches up. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** Takes the answer over for events. `onEnd` hears when the listener is gone. */
export function openStream(reply: FastifyReply, onEnd: () => void): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Proxies would hold the events back.
    'x-accel-buffering': 'no',
  });
  const write = (text: string): void => {
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
    else if (!raw.writableEnded && !raw.destroyed) raw.write(text);
  };
  write('retry: 2000\n\n');
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  raw.once('close', () => {
    clearInterval(heartbeat);
    onEnd();
  });
  return {
    send: ({ event, id, data }) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => {
      if (!raw.writableEnded) raw.end();
    },
  };
}
