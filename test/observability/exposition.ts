/** One sample of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL},)*(?:${LABEL})?)\\})? (\\S+)$`);
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME})(?: (.*))?$`);
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/**
 * Reads Prometheus' text format (0.0.4) strictly. Throws at the first line that is none, at a family that is told twice
 * or in pieces, at a series that comes twice, at a number that is none, and at a histogram whose buckets fall.
 */
export function parseExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const begun = new Set<string>();
  const series = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = COMMENT.exec(line);
    if (comment !== null) {
      const [, what, name = '', rest = ''] = comment;
      if (what === 'TYPE') {
        if (!TYPES.includes(rest)) throw new Error(`no type: ${line}`);
        if (types.has(name)) throw new Error(`told twice: ${name}`);
        types.set(name, rest);
      }
      if (name !== family && begun.has(name)) throw new Error(`in pieces: ${name}`);
      begun.add(name);
      family = name;
      continue;
    }
    if (line === '') continue;
    const found = SAMPLE.exec(line);
    if (found === null) throw new Error(`no line of the format: ${line}`);
    const [, name = '', labelled = '', number = ''] = found;
    if (![family, `${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name) || !types.has(family))
      throw new Error(`of no family: ${line}`);
    // Prometheus reads "not a number" in any case, and prom-client writes one of its own.
    const value = { '+Inf': Infinity, '-Inf': -Infinity }[number] ?? Number(number);
    if (!/^nan$/i.test(number) && Number.isNaN(value)) throw new Error(`no number: ${line}`);
    const labels = labelsOf(labelled);
    const id = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
    if (series.has(id)) throw new Error(`a series comes twice: ${line}`);
    series.add(id);
    samples.push({ name, labels, value });
  }
  refuseFallingBuckets(samples);
  return samples;
}

function labelsOf(text: string): Record<string, string> {
  const unescape = (value: string) => value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  return Object.fromEntries(
    [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [
      name,
      unescape(value),
    ]),
  );
}

function refuseFallingBuckets(samples: Sample[]): void {
  const last = new Map<string, { le: number; value: number }>();
  for (const { name, labels, value } of samples.filter(({ name }) => name.endsWith('_bucket'))) {
    const { le = '', ...others } = labels;
    const id = `${name} ${JSON.stringify(others)}`;
    const bound = le === '+Inf' ? Infinity : Number(le);
    const before = last.get(id);
    if (before !== undefined && (bound <= before.le || value < before.value))
      throw new Error(`buckets fall: ${id} ${le}`);
    last.set(id, { le: bound, value });
  }
}

/** The one sample of this name with (at least) these labels; `undefined` where there is none. */
export function valueOf(samples: Sample[], name: string, labels: Record<string, string> = {}): number | undefined {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  if (found.length > 1) throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)}`);
  return found[0]?.value;
}
