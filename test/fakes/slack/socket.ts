/** How does Slack talk to the app through Socket Mode? */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { Delivery } from './members';

const OPCODES = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const Acknowledged = z.object({ envelope_id: z.string(), payload: z.unknown() });

/** Slack's end of Socket Mode: a WebSocket server (RFC 6455, unfragmented frames) for one app. */
export class FakeSocket {
  private socket: Duplex | undefined;
  private connections = 0;
  private waiting: (() => void)[] = [];
  private readonly acknowledgements = new Map<string, (payload: unknown) => void>();

  private constructor(
    readonly url: string,
    private readonly server: http.Server,
  ) {}

  static async start(): Promise<FakeSocket> {
    const server = http.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fake = new FakeSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
    server.on('upgrade', (request: http.IncomingMessage, socket: Duplex) => fake.accept(request, socket));
    return fake;
  }

  async stop(): Promise<void> {
    this.socket?.destroy();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  /** Resolves when the app has connected for the n-th time. */
  async connected(count = 1): Promise<void> {
    while (this.connections < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Slack recycles connections now and then. */
  hangUp(): void {
    this.send({ type: 'disconnect', reason: 'refresh_requested' });
  }

  /** What the app acknowledges comes back. */
  readonly delivery: Delivery = {
    interaction: (payload) => this.deliver('interactive', payload),
    command: (fields) => this.deliver('slash_commands', fields),
  };

  private deliver(type: string, payload: object): Promise<unknown> {
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      this.acknowledgements.set(envelopeId, resolve);
      this.send({ type, envelope_id: envelopeId, payload, accepts_response_payload: true });
    });
  }

  private accept(request: http.IncomingMessage, socket: Duplex): void {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key'] ?? ''}${GUID}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    this.socket = socket;
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      for (let frame = takeFrame(received); frame !== undefined; frame = takeFrame(received)) {
        received = received.subarray(frame.length);
        this.take(socket, frame);
      }
    });
    this.send({ type: 'hello', num_connections: 1 });
    this.connections += 1;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private take(socket: Duplex, { opcode, payload }: Frame): void {
    if (opcode === OPCODES.ping) socket.write(frameOf(OPCODES.pong, payload));
    if (opcode === OPCODES.close) socket.end(frameOf(OPCODES.close, payload));
    if (opcode !== OPCODES.text) return;
    const { envelope_id: id, payload: answer } = Acknowledged.parse(JSON.parse(payload.toString('utf8')));
    this.acknowledgements.get(id)?.(answer);
  }

  private send(message: object): void {
    this.socket?.write(frameOf(OPCODES.text, Buffer.from(JSON.stringify(message))));
  }
}

interface Frame {
  opcode: number;
  payload: Buffer;
  length: number;
}

/** The first frame, unmasked (a client masks all of its own); `undefined` while it is not there in full. */
function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extra + 4;
  if (bytes.length < start) return undefined;
  const size = extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + size) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + size).map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, length: start + size };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head =
    size < 126 ? Buffer.from([0x80 | opcode, size]) : Buffer.from([0x80 | opcode, 126, size >> 8, size & 0xff]);
  return Buffer.concat([head, payload]);
}
