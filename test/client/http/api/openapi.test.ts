import { ACTIONS } from '../../../../client/actions/incident-actions';
import { api } from './over-http';

describe('/openapi.json', () => {
  interface OpenApi {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; requestBody?: { required: boolean }; responses: object }>
    >;
    components: { schemas: object; securitySchemes: object };
  }
  const described = async () => (await api().server.inject('/openapi.json')).json<OpenApi>();

  test('needs no token, and has every action with its body and its problems', async () => {
    const { openapi, paths, components } = await described();
    expect(openapi).toBe('3.1.0');
    for (const [name, { path }] of Object.entries(ACTIONS)) {
      const operation = paths[`/v1/incidents/{id}/${path}`]?.['post'];
      expect(operation?.operationId).toBe(name);
      expect(operation?.requestBody).toBeDefined();
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '401', '409', '422', '503']),
      );
    }
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Problem', 'Answer', 'Incident', 'IncidentSummary']),
    );
    expect(components.securitySchemes).toHaveProperty('token');
  });

  test('a body may be left out where the act says everything', async () => {
    const { paths } = await described();
    const needless = Object.values(paths)
      .flatMap((path) => Object.values(path))
      .filter(({ requestBody }) => requestBody?.required === false);
    expect(needless.map(({ operationId }) => operationId).sort()).toEqual(['acknowledge', 'bridge', 'decline', 'join']);
  });

  test('has everything that can be looked at', async () => {
    const { paths } = await described();
    const looks = Object.keys(paths).filter((path) => paths[path]?.['get'] !== undefined);
    expect(looks.sort()).toEqual(
      [
        '/v1/events',
        '/v1/incidents',
        '/v1/me',
        '/v1/incidents/{id}',
        '/v1/incidents/{id}/post-mortem',
        '/v1/incidents/{id}/post-mortem.md',
        '/v1/incidents/{id}/record.json',
        '/v1/incidents/{id}/record.md',
        '/v1/on-call',
        '/v1/on-call/overrides',
      ].sort(),
    );
  });

  test('every reference leads somewhere', async () => {
    const document = await described();
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/([A-Za-z]+)/g))
      expect(document.components.schemas).toHaveProperty(name ?? '');
  });
});
