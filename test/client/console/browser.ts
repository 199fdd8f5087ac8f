/** A browser of one person, as far as the room can tell: it keeps its cookie and sends the forms that pages have. */
import { createVisitors, type Visitors } from '../../../client/access/visitors';
import type { StoredToken } from '../../../client/access/token-file';
import type { Tokens } from '../../../client/access/tokens';
import { createGate } from '../../../client/access/create-gate';
import { createHttpServer, type HttpServerOptions } from '../../../client/http/server';
import type { IncidentClient } from '../../../client/incidents/api';
import type { DirectoryInput } from '../../../directory/schema';
import { aDirectory, fakeIncidents, NOW, openDoors, sessionsInMemory } from '../../support/client';
import type { FastifyInstance } from 'fastify';

export const HOST = 'muster.example';

/** People of several levels of access. */
export const PEOPLE: DirectoryInput['people'] = [
  { id: 'vera', name: 'Vera Rubin', access: 'viewer' },
  { id: 'rosa', name: 'Rosa Parks', access: 'responder' },
];

export interface Room {
  server: FastifyInstance;
  visitors: Visitors;
  bugs: unknown[];
}

/** A room whose people sign in by the tokens `good-<person>`; without tokens they say who they are. */
export function aRoom(
  changed: Partial<IncidentClient> = {},
  options: Partial<HttpServerOptions> & { live?: Set<string> } = {},
): Room {
  const { live, ...more } = options;
  const bugs: unknown[] = [];
  const directory = aDirectory(PEOPLE);
  const tokens: Tokens = {
    find: (shown) => tokenFor(shown.replace('muster_', ''), live),
    isLive: (id) => live?.has(id) ?? false,
    anyForPeople: () => live !== undefined,
    liveForPeople: () => live !== undefined,
    liveFor: () => false,
  };
  const doors = { tokens, directory, loopback: true };
  const visitors = createVisitors({ ...doors, store: sessionsInMemory(), now: () => NOW });
  const server = createHttpServer({
    ...{ ...openDoors(), incidents: fakeIncidents(changed), now: () => NOW, onBug: (bug) => bugs.push(bug) },
    ...{ directory, visitors, gate: createGate({ ...doors, host: HOST }) },
    ...more,
  });
  return { server, visitors, bugs };
}

const tokenFor = (person: string, live: Set<string> | undefined): StoredToken | undefined =>
  live?.has(person) === true
    ? { id: person, for: { person }, hash: '', createdAt: 0, expiresAt: Number.MAX_SAFE_INTEGER }
    : undefined;

/** What came back, and the forms in it. */
export interface Answer {
  status: number;
  body: string;
  location: string | undefined;
  headers: Record<string, unknown>;
}

export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly server: FastifyInstance,
    private readonly more: Record<string, string> = {},
  ) {}

  /** Signs in on a machine where people say who they are. */
  static async of(server: FastifyInstance, person: string): Promise<Browser> {
    const browser = new Browser(server);
    await browser.send('/sign-in', { person, to: '/' });
    return browser;
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('GET', url, headers);
  }

  async send(
    url: string,
    fields: Record<string, string> | URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const origin = { origin: `http://${HOST}`, 'content-type': 'application/x-www-form-urlencoded' };
    return this.ask('POST', url, { ...origin, ...headers }, new URLSearchParams(fields).toString());
  }

  /** Sends a form with the token that the page of this person has. */
  async sendFrom(page: string, url: string, fields: Record<string, string>): Promise<Answer> {
    return this.send(url, { ...fields, 'form-token': await this.tokenOn(page) });
  }

  async tokenOn(page: string): Promise<string> {
    const { body } = await this.get(page);
    return /name="form-token" value="([^"]+)"/.exec(body)?.[1] ?? '';
  }

  private kept(): { cookie?: string } {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    return cookie === '' ? {} : { cookie };
  }

  private async ask(method: 'GET' | 'POST', url: string, headers: Record<string, string>, payload?: string) {
    const answer = await this.server.inject({
      ...{ method, url },
      headers: { host: HOST, ...this.kept(), ...this.more, ...headers },
      ...(payload !== undefined && { payload }),
    });
    const set = answer.headers['set-cookie'];
    for (const cookie of [set ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: answer.statusCode,
      body: answer.body,
      location: answer.headers.location,
      headers: answer.headers,
    };
  }
}
