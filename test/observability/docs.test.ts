import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/observability.md'), 'utf8');
const namesIn = (text: string): string[] => [...text.matchAll(/\bmuster_[a-z_]*[a-z]\b/g)].map(([name]) => name);

/** The exporter of the worker ends its counters so. */
const measuredInWorkflows = ['obligations', 'effects'].map((name) => `muster_${name}`);
const code = ['client', 'workflows'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/'(muster_[a-z_]+)'/g)]),
);
const known = new Set(code.map(([, name = '']) => (measuredInWorkflows.includes(name) ? `${name}_total` : name)));

it('the page has every metric that the code has, and no other', () => {
  const told = [...page.matchAll(/^\| `(muster_[a-z_]+)/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual([...known].sort());
});

it('the alert rules name metrics that are there, and each says what is wrong', () => {
  const { groups } = parse(readFileSync(join(ROOT, 'deploy/prometheus/muster.rules.yaml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr, annotations } of rules) {
    const names = namesIn(expr).map((name) => name.replace(/_bucket$/, ''));
    expect([alert, names.filter((name) => !known.has(name))]).toEqual([alert, []]);
    expect(annotations.summary.length).toBeGreaterThan(20);
  }
  expect(rules.some(({ expr }) => expr.startsWith('absent('))).toBe(true);
  const told = [...page.matchAll(/^\| `((?:Muster|Guide)[A-Za-z]+)` \|/gm)].map(([, name]) => name);
  expect(told).toEqual(rules.map(({ alert }) => alert));
});
