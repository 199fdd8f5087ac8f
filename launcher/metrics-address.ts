/** What does the address of a worker's metrics look like? */

/** `127.0.0.1:9464`, `[::1]:9464`, `worker:9464`: where a worker offers its metrics, or where they are read. */
export const METRICS_ADDRESS = /^(?:\[[0-9a-f:]+\]|[^\s:/]+):\d{1,5}$/i;
