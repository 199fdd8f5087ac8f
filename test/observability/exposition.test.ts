import { parseExposition, valueOf } from './exposition';

const FAMILY = '# HELP a_total how many\n# TYPE a_total counter\n';

it('reads what Prometheus reads', () => {
  const samples = parseExposition(`${FAMILY}a_total{x="1\\n\\"",y=""} 2\na_total 1e3\n`);
  expect(samples).toEqual([
    { name: 'a_total', labels: { x: '1\n"', y: '' }, value: 2 },
    { name: 'a_total', labels: {}, value: 1000 },
  ]);
  expect(valueOf(samples, 'a_total', { y: '' })).toBe(2);
});

it.each([
  ['the last line does not end', `${FAMILY}a_total 1`],
  ['no number', `${FAMILY}a_total one\n`],
  ['of no family', 'a_total 1\n'],
  ['of no family', `${FAMILY}b_total 1\n`],
  ['told twice', `${FAMILY}a_total 1\n${FAMILY}`],
  ['in pieces', `${FAMILY}# TYPE b counter\nb 1\n# HELP a_total again\n`],
  ['a series comes twice', `${FAMILY}a_total{x="1"} 1\na_total{x="1"} 1\n`],
  ['no line of the format', `${FAMILY}a_total{x=1} 1\n`],
  ['no type', '# TYPE a thing\na 1\n'],
  ['buckets fall', '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\n'],
])('refuses: %s', (reason, text) => {
  expect(() => parseExposition(text)).toThrow(reason);
});
