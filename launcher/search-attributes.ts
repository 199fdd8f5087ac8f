/** By what can an incident be found in Temporal, and does the namespace know these attributes? */
import type { OperatorService } from '@temporalio/client';
import { StartRefused } from './refusal';

/** Names that stay: dashboards and `temporal workflow list --query` use them. The numbers are Temporal's own. */
const TYPES = {
  Keyword: 2,
  Datetime: 6,
} as const;

/** What every incident can be found by in Temporal. */
export const SEARCH_ATTRIBUTE_TYPES = {
  IncidentSeverity: 'Keyword',
  IncidentStatus: 'Keyword',
  IncidentService: 'Keyword',
  IncidentLead: 'Keyword',
  IncidentNextDue: 'Datetime',
  IncidentPart: 'Keyword',
  IncidentChanged: 'Datetime',
} as const satisfies Record<string, keyof typeof TYPES>;

const WANTED = Object.entries(SEARCH_ATTRIBUTE_TYPES).map(([name, type]) => ({ name, type, number: TYPES[type] }));

/** gRPC's numbers for the answers that mean something here. */
const GRPC = { alreadyExists: 6, permissionDenied: 7, unimplemented: 12, unauthenticated: 16 };

/** The same list as arguments of `temporal server start-dev`. */
export const SEARCH_ATTRIBUTE_ARGUMENTS: readonly string[] = WANTED.flatMap(({ name, type }) => [
  '--search-attribute',
  `${name}=${type}`,
]);

/**
 * Sees to it that a namespace knows the incident's search attributes; a workflow that sets one that is unknown there
 * hangs for ever. Safe to call from several workers at once and on a cluster that has them already. Takes the
 * connection of a client or of a worker. Refuses, naming the command to run, where we may not add them.
 */
export async function ensureSearchAttributes(
  connection: { readonly operatorService: OperatorService },
  namespace: string,
): Promise<void> {
  const known = await knownAttributes(connection.operatorService, namespace);
  const clash = WANTED.find(({ name, number }) => known[name] !== undefined && known[name] !== number);
  if (clash) {
    throw new StartRefused(
      `In namespace ${namespace} the search attribute ${clash.name} must have the type ${clash.type}, but has another. Remove it with ` +
        `"temporal operator search-attribute remove --namespace ${namespace} --name ${clash.name}", or use another namespace.`,
    );
  }
  const missing = WANTED.filter(({ name }) => known[name] === undefined);
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, number }) => [name, number])),
    });
  } catch (error) {
    const code = grpcCode(error);
    if (code === GRPC.alreadyExists) return; // another worker was faster
    if (code !== GRPC.permissionDenied && code !== GRPC.unauthenticated && code !== GRPC.unimplemented) throw error;
    const flags = missing.map(({ name, type }) => `--name ${name} --type ${type}`).join(' ');
    throw new StartRefused(
      `Namespace ${namespace} lacks the search attributes ${missing.map(({ name }) => name).join(', ')}, and Muster is not allowed to add ` +
        `them. Ask the owner of the namespace to run: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
      { cause: error },
    );
  }
}

/** What is there; nothing if the server can't or won't say (the test server can't), so that adding decides. */
async function knownAttributes(service: OperatorService, namespace: string): Promise<Record<string, number>> {
  try {
    const { customAttributes } = await service.listSearchAttributes({ namespace });
    return customAttributes;
  } catch (error) {
    const code = grpcCode(error);
    if (code === GRPC.unimplemented || code === GRPC.permissionDenied) return {};
    throw error;
  }
}

function grpcCode(error: unknown): number | undefined {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}
