/** How soon does a client look again for a Temporal that was away? */

/**
 * The default waits longer and longer, up to two minutes: after an outage alerts would still be refused, and nobody would
 * find the incident that came before, although Temporal had long been back.
 */
export const LOOK_AGAIN = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 };
