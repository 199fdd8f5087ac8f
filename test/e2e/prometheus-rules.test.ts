/** Do the shipped rules fire when they should, and are they silent while people work on a busy incident? */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/temporary-folder';
import { describeWithMonitoring } from './programs';

const RULES = resolve(__dirname, '../../deploy/prometheus/muster.rules.yaml');

interface Rule {
  alert: string;
  annotations: { summary: string };
}
const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

/** A series and its values, one a minute, as promtool writes them. */
type Series = Record<string, string>;

const WELL: Series = {
  muster_temporal_reachable: '1x60',
  muster_worker_reachable: '1x60',
  muster_overdue_incidents: '0x60',
  muster_overdue_obligations: '0x60',
  muster_audit_age_seconds: '15x60',
  'muster_audit_troubles{kind="stuck"}': '0x60',
};

const histogram = (name: string, fast: string, all: string, bound: string): Series => ({
  [`${name}_bucket{le="${bound}"}`]: fast,
  [`${name}_bucket{le="+Inf"}`]: all,
});

/** What makes each rule fire, and the labels that it then has. */
const FIRES: Record<string, { series: Series; labels?: Record<string, string> }> = {
  MusterIsGone: { series: { muster_temporal_reachable: '_x60' } },
  MusterHasNoTemporal: { series: { muster_temporal_reachable: '0x60' } },
  MusterHasNoWorker: { series: { muster_worker_reachable: '0x60' } },
  MusterClockStandsStill: { series: { muster_overdue_incidents: '2x60' } },
  MusterPagesLate: { series: histogram('muster_first_page_seconds', '0x60', '0+1x60', '120') },
  MusterTakesNoAlerts: { series: { 'muster_intake_deliveries_total{outcome="unavailable"}': '0+1x60' } },
  MusterRefusesAlerts: {
    series: { 'muster_intake_deliveries_total{source="grafana",outcome="refused"}': '0+1x60' },
    labels: { source: 'grafana' },
  },
  MusterCannotDeliver: {
    series: { 'muster_effects_total{kind="page",outcome="failed"}': '0+1x60' },
    labels: { kind: 'page' },
  },
  MusterTimersLate: { series: histogram('muster_timer_lateness_seconds', '0x60', '0+1x60', '60') },
  MusterIncidentStandsStill: { series: { 'muster_audit_troubles{kind="stuck"}': '1x60' } },
  MusterNobodyAudits: { series: { muster_audit_age_seconds: '300x60' } },
  GuideNotFollowed: { series: { muster_overdue_obligations: '1x60' } },
};

/** An hour of a storm with several people at work: everything is counted, some things go wrong once, nothing stands still. */
const BUSY: Series = {
  ...WELL,
  muster_overdue_incidents: '0x9 1 0x50',
  muster_overdue_obligations: '0 1 2x9 0x50',
  'muster_intake_deliveries_total{source="alertmanager",outcome="accepted"}': '0+40x60',
  'muster_intake_deliveries_total{source="alertmanager",outcome="duplicate"}': '0+5x60',
  'muster_effects_total{kind="page",outcome="done"}': '0+30x60',
  'muster_effects_total{kind="page",outcome="failed"}': '0 1 2 2x58',
  // Questions that came at a bad moment, once a second.
  temporal_workflow_task_execution_failed_total: '0+60x60',
  ...histogram('muster_first_page_seconds', '0+1x60', '0+1x60', '1'),
  ...histogram('muster_timer_lateness_seconds', '0+20x60', '0+20x60', '1'),
};

const MINUTES = [5, 20, 40, 59];

const playOf = (name: string, series: Series, expected: (alert: string) => object[]) => ({
  name,
  interval: '1m',
  input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
  alert_rule_test: rules.flatMap(({ alert }) =>
    MINUTES.map((minute) => ({
      eval_time: `${minute}m`,
      alertname: alert,
      exp_alerts: minute >= 20 ? expected(alert) : [],
    })),
  ),
});

/** A rule that fires is only looked at late, when the time that it waits is over. */
const firing = ({ alert, annotations }: Rule) => {
  const { series = {}, labels = {} } = FIRES[alert] ?? {};
  const summary = Object.entries(labels).reduce(
    (text, [name, value]) => text.replace(`{{ $labels.${name} }}`, value),
    annotations.summary,
  );
  const play = playOf(alert, { ...WELL, ...series }, (other) =>
    other === alert ? [{ exp_labels: labels, exp_annotations: { summary } }] : [],
  );
  return { ...play, alert_rule_test: play.alert_rule_test.filter(({ eval_time }) => eval_time !== '5m') };
};

const played = async (tests: object[]): Promise<string> => {
  const file = join(temporaryFolder('rules'), 'tests.json');
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }));
  // What fails is in what it prints, not in how it ends.
  const { stdout } = await promisify(execFile)('promtool', ['test', 'rules', file]).catch((error: unknown) => ({
    stdout: JSON.stringify(error),
  }));
  return stdout;
};

describeWithMonitoring('the shipped rules of Prometheus', () => {
  it('are all played here', () => {
    expect(Object.keys(FIRES)).toEqual(rules.map(({ alert }) => alert));
  });

  it('fire when they should, and no other with them', async () => {
    expect(await played(rules.map(firing))).toContain('SUCCESS');
  });

  it('stay silent through a busy incident', async () => {
    expect(await played([playOf('busy', BUSY, () => [])])).toContain('SUCCESS');
  });
});
