/** Is this policy file valid, and what does it say? */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { serviceNames } from './consistency';
import { crossCheck, crossCheckParts } from './cross-checks';
import { readDocument } from './document';
import { explain } from './explain';
import { filesOf, type Located, type LocatedFinding, nearest, plainValue, problemAt } from './location';
import { PolicyInvalid, type PolicyProblem, spellPath } from './problems';
import { questionsAbout } from './questions';
import { Policy } from './schema';

/** A policy that passed every check. */
export interface LoadedPolicy {
  /** `guide` is an absolute path here. */
  readonly policy: Policy;
  /** SHA-256, in hex, of what the file says once `extends` is resolved; comments, order and layout don't count. */
  readonly hash: string;
  /** Absolute path. */
  readonly file: string;
  /** All the files that it was read from: this one and those that it extends. */
  readonly files: readonly string[];
  /** What the file says once `extends` is resolved, as it was written. */
  readonly written: unknown;
  /** What is valid and probably not meant. */
  readonly questions: readonly PolicyProblem[];
  /** How many lines the guide has. */
  readonly guideLines: number;
  /** Where in its files something stands that a later check finds. */
  readonly locate: (findings: readonly LocatedFinding[]) => PolicyProblem[];
}

/** Reads and checks a policy file and what it extends. Throws `PolicyInvalid` with everything that is wrong. */
export const loadPolicy = (file: string): LoadedPolicy => load(file).loaded;

/**
 * Reads one policy per file, for several services. Beyond what `loadPolicy` checks, no two of them may answer for the
 * same service or alias, and only one may catch what nobody else names.
 */
export function loadPolicies(files: readonly string[]): LoadedPolicy[] {
  const problems: PolicyProblem[] = [];
  const read: Read[] = [];
  for (const file of files) {
    try {
      read.push(load(file));
    } catch (error) {
      if (!(error instanceof PolicyInvalid)) throw error;
      problems.push(...error.problems);
    }
  }
  problems.push(...read.flatMap((later, n) => read.slice(0, n).flatMap((earlier) => clashes(earlier, later))));
  if (problems.length > 0) throw new PolicyInvalid(problems);
  return read.map(({ loaded }) => loaded);
}

interface Read {
  readonly loaded: LoadedPolicy;
  readonly located: Located;
}

function load(file: string): Read {
  const located = readDocument(file);
  const written = plainValue(located);
  const locate = (findings: readonly LocatedFinding[]): PolicyProblem[] =>
    findings.map((finding) => problemAt(located, finding));
  const policy = checked(written, locate, (guide) => {
    const found = guideFile(located, guide);
    const lines = countLines(found);
    if (lines !== undefined) return { file: found, lines };
    throw new PolicyInvalid(locate([{ path: ['guide'], message: `there is no guide at ${found}` }]));
  });
  const questions = locate(questionsAbout(policy.policy, located));
  return { loaded: { ...policy, written, questions, locate, file: resolve(file), files: filesOf(located) }, located };
}

/**
 * A policy that was valid when it was loaded, from what was stored of it: its files may be invalid or gone. Throws
 * `PolicyInvalid` if this version of Muster would refuse it.
 */
export function restorePolicy({ file, files, written, policy, guideLines }: StoredPolicy): LoadedPolicy {
  const locate = (findings: readonly LocatedFinding[]): PolicyProblem[] =>
    findings.map(({ path, message }) => ({ file, line: 1, column: 1, path: spellPath(path), message }));
  const guide = { file: policy.guide, lines: guideLines };
  return { ...checked(written, locate, () => guide), written, questions: [], locate, file, files };
}

/** What has to be stored of a policy. */
export type StoredPolicy = Pick<LoadedPolicy, 'file' | 'files' | 'written' | 'guideLines'> & {
  policy: Pick<Policy, 'guide'>;
};

/** Whether the text as it was written is a policy. `guideOf` finds the guide that it names. */
function checked(
  written: unknown,
  locate: (findings: readonly LocatedFinding[]) => PolicyProblem[],
  guideOf: (guide: string) => { file: string; lines: number },
): Pick<LoadedPolicy, 'policy' | 'hash' | 'guideLines'> {
  const parsed = Policy.safeParse(written);
  if (!parsed.success) {
    const shape = explain(parsed.error.issues, written);
    // What can be told of the rest is told at once, so that nobody corrects a file batch by batch.
    throw new PolicyInvalid(locate([...shape, ...besides(shape, crossCheckParts(written, linesOf(written, guideOf)))]));
  }
  const guide = guideOf(parsed.data.guide);
  const policy = { ...parsed.data, guide: guide.file };
  const findings = crossCheck(policy, guide.lines);
  if (findings.length > 0) throw new PolicyInvalid(locate(findings));
  return { policy, hash: createHash('sha256').update(canonical(written)).digest('hex'), guideLines: guide.lines };
}

/** What is wrong elsewhere than where something is wrong already. */
const besides = (known: readonly LocatedFinding[], found: readonly LocatedFinding[]): LocatedFinding[] => {
  const places = known.map(({ path }) => spellPath(path));
  return found.filter(({ path }) => !places.includes(spellPath(path)));
};

/** How long the guide is that an invalid policy names; where none is found, no line of it is missed. */
function linesOf(written: unknown, guideOf: (guide: string) => { lines: number }): number {
  try {
    const { guide } = written as { guide?: unknown };
    return typeof guide === 'string' ? guideOf(guide).lines : Infinity;
  } catch (error) {
    if (error instanceof PolicyInvalid) return Infinity;
    throw error;
  }
}

/** The guide lies beside the file that names it, which is not always the file that was asked for. */
const guideFile = (located: Located, guide: string): string =>
  resolve(dirname(nearest(located, ['guide']).place.source.file), guide);

function countLines(file: string): number | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\n$/, '').split('\n').length;
  } catch {
    return undefined;
  }
}

function clashes(earlier: Read, later: Read): PolicyProblem[] {
  const taken = new Set(serviceNames(earlier.loaded.policy).map(({ name }) => name));
  const names = serviceNames(later.loaded.policy)
    .filter(({ name }) => taken.has(name))
    .map(({ name, path }) => ({ path, message: `'${name}' is already in ${earlier.loaded.file}` }));
  const both = earlier.loaded.policy.catchAll && later.loaded.policy.catchAll;
  const catchAll = { path: ['catchAll'], message: `${earlier.loaded.file} is already the catch-all` };
  return [...names, ...(both ? [catchAll] : [])].map((finding) => problemAt(later.located, finding));
}

/** JSON with every mapping's keys in order, so that equal values are equal texts. What is worse than what is not layout. */
function canonical(value: unknown, keepsOrder = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value);
  if (!keepsOrder) members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member, key === 'severities')}`).join(',')}}`;
}
