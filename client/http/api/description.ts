/** What has to be corrected in the generated `/openapi.json`? */
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { ACTIONS } from '../../actions/incident-actions';

/** The operations whose body may be left out, because it has nothing to say. */
const BODILESS = new Set(
  Object.entries(ACTIONS)
    .filter(([, { body }]) => body.safeParse({}).success)
    .map(([name]) => name),
);

interface Operation {
  operationId?: string;
  requestBody?: { required?: boolean };
}

/** Finishes `/openapi.json`: its generator calls each body required, also where an act needs none. */
export const finishDescription: typeof jsonSchemaTransformObject = (documents) => {
  const described = jsonSchemaTransformObject(documents);
  const { paths = {} } = described as { paths?: Record<string, Record<string, Operation>> };
  for (const { operationId = '', requestBody } of Object.values(paths).flatMap((path) => Object.values(path)))
    if (requestBody !== undefined && BODILESS.has(operationId)) requestBody.required = false;
  return described;
};
