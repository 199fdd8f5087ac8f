/** How does a test get an X.509 certificate with a key and dates of its choice, without a program for it? */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), content]);
  const bytes = size < 256 ? [size] : [size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, 128 + bytes.length, ...bytes]), content]);
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const whole = (number: number): Buffer => der(0x02, Buffer.from([number]));
const text = (value: string): Buffer => der(0x0c, Buffer.from(value));

/** `GeneralizedTime`, in UTC, to the second. */
const time = (at: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));

const COMMON_NAME = der(0x06, Buffer.from([0x55, 0x04, 0x03]));
const SHA256_WITH_RSA = sequence(
  der(0x06, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b])),
  der(0x05),
);

export interface Certified {
  key: KeyObject;
  pem: string;
}

/** Made once: it takes half a second of a slow machine. */
let pair: ReturnType<typeof newPair> | undefined;
const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A certificate that signs itself, valid between two instants. */
export function certify(name: string, from: number, to: number): Certified {
  const { privateKey, publicKey } = (pair ??= newPair());
  const named = sequence(der(0x31, sequence(COMMON_NAME, text(name))));
  const body = sequence(
    ...[der(0xa0, whole(2)), whole(1), SHA256_WITH_RSA, named, sequence(time(from), time(to)), named],
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  const certificate = sequence(body, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { key: privateKey, pem };
}
