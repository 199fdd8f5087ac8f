/** How do a workflow's numbers reach the worker's metrics without getting into its history? */
import type { Owing } from '../domain/ledger/ledger';
import { ledgerMeasures, type Measure, measures } from '../domain/ledger/metrics';
import type { IncidentEvent } from '../domain/state/events';
import type { Incident } from '../domain/state/incident';
import { metricMeter } from '@temporalio/workflow';

/**
 * Records what an event says about how well the guide is followed, and answers with the state after it. What is recorded
 * leaves by the worker's metrics: it is not a command, it is not in the history, and a replay records nothing.
 */
export function withMetrics(before: Incident, event: IncidentEvent, after: Incident): Incident {
  // How well people practise is nobody's business but theirs.
  if (after.drill === undefined) measures(before, event, after).forEach(record);
  return after;
}

/** The same for a ledger alone. */
export function measuredLedger<Ledger extends Owing>(before: Ledger, after: Ledger): Ledger {
  ledgerMeasures(before, after).forEach(record);
  return after;
}

/** The exporter puts `_total` behind the counters' names; `worker/telemetry.ts` has the buckets. */
function record(measure: Measure): void {
  switch (measure.of) {
    case 'first-page':
      histogram(
        'muster_first_page_seconds',
        'Time from an alert or a declaration to the first page that a channel accepted',
      ).record(measure.seconds);
      break;
    case 'repeat':
      counter('muster_page_repeats_total', 'Pages that may have reached their person twice').add(1, {});
      break;
    case 'obligation':
      counter('muster_obligations', 'Obligations by state; each change counts').add(1, {
        kind: measure.kind,
        state: measure.state,
      });
      break;
    case 'obligation-lateness':
      histogram('muster_obligation_lateness_seconds', 'How late an obligation was met; 0 is on time').record(
        measure.seconds,
        { kind: measure.kind },
      );
      break;
    case 'timer-lateness':
      histogram('muster_timer_lateness_seconds', 'Time from when something was due until it was started').record(
        measure.seconds,
      );
      break;
    case 'effect':
      counter('muster_effects', 'What Muster did, by kind and outcome').add(1, {
        kind: measure.kind,
        outcome: measure.outcome,
      });
  }
}

const histogram = (name: string, description: string) =>
  metricMeter.createHistogram(name, 'float', undefined, description);

const counter = (name: string, description: string) => metricMeter.createCounter(name, undefined, description);
