/** How do Temporal's log and metrics leave the worker? */
import { type Logger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** From a page that the clock can hardly tell from at once to one that is far too late. */
const SECONDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];
/** An obligation may be late by days. */
const LONG_SECONDS = [0, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400, 259_200];

export interface TelemetryOptions {
  logger: Logger;
  /** `host:port` where Prometheus finds Temporal's metrics of this worker and ours; without one there are none. */
  metricsAddress?: string;
}

/**
 * Installs Temporal's runtime with its log and metrics. A port that cannot be had costs the metrics, never the worker:
 * somebody has to page.
 */
export function installRuntime({ logger, metricsAddress }: TelemetryOptions): void {
  const logging = { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} };
  if (metricsAddress !== undefined)
    try {
      Runtime.install({ logger, telemetryOptions: { logging, metrics: { prometheus: exporter(metricsAddress) } } });
      return;
    } catch (error) {
      logger.error('Can’t serve metrics; the worker continues without them', { metricsAddress, error });
    }
  Runtime.install({ logger, telemetryOptions: { logging } });
}

/** As Prometheus wants it: seconds, units and `_total` in the names. */
const exporter = (bindAddress: string) => ({
  bindAddress,
  countersTotalSuffix: true,
  unitSuffix: true,
  useSecondsForDurations: true,
  histogramBucketOverrides: {
    muster_first_page_seconds: SECONDS,
    muster_timer_lateness_seconds: SECONDS,
    muster_obligation_lateness_seconds: LONG_SECONDS,
  },
});
