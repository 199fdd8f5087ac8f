import { Unanswered, Unreachable } from '../../../client/errors';
import { createHttpServer } from '../../../client/http/server';
import type { Arrived, IncidentClient } from '../../../client/incidents/api';
import { anAlert, aWebhook, fakeIncidents, openDoors } from '../../support/client';
import type { InjectOptions } from 'fastify';

const URL = '/v1/alerts/alertmanager';

function aServer(changed: Partial<IncidentClient> = {}) {
  const got: Arrived[] = [];
  const bugs: unknown[] = [];
  const incidents = fakeIncidents({
    alertsArrived: (group) => {
      got.push(group);
      return Promise.resolve([{ address: 'release-manager-7f3k2a9q', workflowRunId: 'run' }]);
    },
    ...changed,
  });
  const server = createHttpServer({ ...openDoors(), incidents, onBug: (bug) => bugs.push(bug) });
  return { server, got, bugs };
}

const posted = (payload: InjectOptions['payload'], contentType = 'application/json'): InjectOptions => ({
  method: 'POST',
  url: URL,
  headers: { 'content-type': contentType },
  ...(payload !== undefined && { payload }),
});

describe('alerts of Alertmanager', () => {
  it('are accepted when Temporal has them', async () => {
    const { server, got } = aServer();
    const answer = await server.inject(posted(aWebhook()));
    expect([answer.statusCode, answer.json()]).toEqual([202, { incidents: [{ address: 'release-manager-7f3k2a9q' }] }]);
    expect(got).toMatchObject([{ alerts: [{ service: 'release-manager', firing: true }] }]);
  });

  it('say so when there was nothing to do', async () => {
    const { server } = aServer({
      alertsArrived: () => Promise.resolve([{ address: 'a', ignored: 'Nothing fires.' }]),
    });
    const answer = await server.inject(posted(aWebhook({ alerts: [anAlert({ status: 'resolved' })] })));
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      { incidents: [{ address: 'a', ignored: 'Nothing fires.' }] },
    ]);
  });

  it.each([new Unreachable('Temporal does not answer.'), new Unanswered('No worker.')])(
    'are to be sent again while they can not be kept: %s',
    async (error) => {
      const { server } = aServer({ alertsArrived: () => Promise.reject(error) });
      const answer = await server.inject(posted(aWebhook()));
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.json<{ detail: string }>().detail).toContain(error.message);
    },
  );

  it('tell nothing of a bug to the outside', async () => {
    const { server, bugs } = aServer({ alertsArrived: () => Promise.reject(new TypeError('secret')) });
    const answer = await server.inject(posted(aWebhook()));
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(bugs).toHaveLength(1);
  });
});

describe('what is no alert starts nothing', () => {
  const refused: [string, InjectOptions, number][] = [
    ['not an alert', posted({ hello: 'world' }), 422],
    ['no JSON', posted('{"version": "4",'), 400],
    ['an empty body', posted(''), 400],
    ['no body and no type', { method: 'POST', url: URL }, 400],
    ['bytes that are no text', posted(Buffer.from([0x7b, 0xff, 0x7d])), 400],
    ['__proto__', posted('{"version":"4","__proto__":{"alerts":[]}}'), 400],
    ['another type', posted('hello', 'text/plain'), 415],
    ['a form', posted('a=b', 'application/x-www-form-urlencoded'), 415],
    ['a body that is too long', posted(JSON.stringify(aWebhook({ receiver: 'x'.repeat(8_200 * 1024) }))), 413],
    ['another method', { method: 'PUT', url: URL, payload: { a: 1 } }, 405],
    ['a look', { method: 'GET', url: URL }, 405],
    ['another place', { method: 'POST', url: '/v1/alerts/nobody', payload: {} }, 404],
  ];

  it.each(refused)('%s', async (_what, request, status) => {
    const { server, got } = aServer();
    const answer = await server.inject(request);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({
      type: 'about:blank',
      status,
      detail: expect.stringMatching(/\.$/) as string,
    });
    expect(got).toEqual([]);
  });

  it('names the method that works', async () => {
    const { server } = aServer();
    expect((await server.inject({ method: 'DELETE', url: URL })).headers.allow).toBe('POST');
  });
});
