import { metricNamesIn } from '../../../../activities/adapters/prometheus/metric-names';

test.each([
  ['rate(errors_total[5m])', ['errors_total']],
  ['sum(rate(a_total[5m])) / sum(rate(b_count{path=~"/x{1}|c"}[5m]))', ['a_total', 'b_count']],
  ['histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m])))', ['d_bucket']],
  ['a:b:rate5m > bool 1e3 unless on (pod) up offset 5m', ['a:b:rate5m', 'up']],
  ['up and up', ['up']],
  ['vector(1) # comment', []],
  ['', []],
])('%j names %j', (expression, names) => expect(metricNamesIn(expression)).toEqual(names));
