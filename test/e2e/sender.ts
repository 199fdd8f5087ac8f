import axios from 'axios';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** One answer to one try: its status, or why there was none. */
export interface Answer {
  status: number | 'refused' | 'broken off';
  tookMs: number;
}

/** What became of one request: every answer on the way, and when the last one came. */
export interface Delivery<Body> {
  body: Body;
  answers: Answer[];
  sentAt: number;
  acceptedAt: number;
}

export interface SenderOptions {
  url: string;
  /** How many requests at most are under way at once. */
  atOnce?: number;
  onAnswer?: (answer: Answer) => void;
}

/** What Alertmanager waits before it tries again, at first and at most. */
const BACKOFF_MS = { first: 500, most: 2_000 };
const GIVE_UP_AFTER_MS = 240_000;

/**
 * Posts as Alertmanager does: again after a 5xx and where nobody answers, ever more slowly, until it is accepted. A 4xx it
 * never repeats: that is an error here.
 */
export async function sendAll<Body>(
  bodies: readonly Body[],
  { url, atOnce = bodies.length, onAnswer = () => undefined }: SenderOptions,
): Promise<Delivery<Body>[]> {
  const agent = new Agent({ keepAlive: true });
  const waiting = [...bodies.entries()];
  const deliveries: Delivery<Body>[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, body] = next;
      deliveries[place] = await send(body);
    }
  };
  const send = async (body: Body): Promise<Delivery<Body>> => {
    const sentAt = Date.now();
    const answers: Answer[] = [];
    for (let waitMs = BACKOFF_MS.first; ; waitMs = Math.min(waitMs * 1.5, BACKOFF_MS.most)) {
      const answer = await post(url, body, agent);
      answers.push(answer);
      onAnswer(answer);
      const { status } = answer;
      if (status === 202) return { body, answers, sentAt, acceptedAt: Date.now() };
      if (typeof status === 'number' && status < 500) throw new Error(`It was answered ${status}.`);
      if (Date.now() - sentAt > GIVE_UP_AFTER_MS) throw new Error(`Never accepted: ${JSON.stringify(answers)}`);
      await pause(waitMs);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, bodies.length) }, lane));
    return deliveries;
  } finally {
    agent.destroy();
  }
}

async function post(url: string, body: unknown, httpAgent: Agent): Promise<Answer> {
  const sentAt = performance.now();
  const status = await axios.post(url, body, { httpAgent, validateStatus: () => true, proxy: false }).then(
    (response) => response.status,
    (error: unknown) => (codeOf(error) === 'ECONNREFUSED' ? 'refused' : 'broken off'),
  );
  return { status, tookMs: Math.round(performance.now() - sentAt) };
}

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
