import { createKubernetesCheck } from '../../../../activities/adapters/kubernetes/check';
import { LOOKING, type KubernetesRight, ROLLING_BACK } from '../../../../activities/adapters/kubernetes/rights';
import { createKubernetes } from '../../../../activities/adapters/kubernetes';
import { FakeKubernetes } from '../../../fakes/kubernetes';
import type { FakeVendor } from '../../../fakes/vendor';
import { guideWith } from '../../../support/virtual-clock';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const policy = guideWith(({ investigation }) => {
  investigation.parameters['deployment'] = { value: 'rm' };
});

let kubernetes: FakeKubernetes;

let vendor: FakeVendor;

beforeEach(async () => {
  ({ kubernetes, vendor } = await FakeKubernetes.start());
});

afterEach(() => vendor.stop());

const found = async (options: { context?: string; rollbackContext?: string } = {}): Promise<string[]> => {
  const check = createKubernetesCheck(createKubernetes({ kubeconfig: kubernetes.kubeconfig, ...options }));
  const all = await check.examine({ policy, signal: AbortSignal.timeout(60_000) });
  return all.map(({ state, what, text }) => `${state} ${what}: ${text}`);
};

test('both accounts have what they need', async () => {
  expect(await found({ rollbackContext: 'looking' })).toEqual([
    'ok Kubernetes, the account for looking: has all permissions it needs',
    'ok Kubernetes, the account for rolling back: has all permissions it needs',
  ]);
});

test('each right that is missing is named, with the manifest that gives it', async () => {
  kubernetes.refused = ['list events', 'get pods/log', 'patch deployments'];
  const account = 'Kubernetes, the account for';
  expect(await found({ rollbackContext: 'looking' })).toEqual([
    `error ${account} looking: lacks the permission: list events (deploy/kubernetes/diagnostics.yaml grants it)`,
    `error ${account} looking: lacks the permission: get pods/log (deploy/kubernetes/diagnostics.yaml grants it)`,
    `error ${account} rolling back: lacks the permission: patch deployments (deploy/kubernetes/rollback.yaml grants it)`,
  ]);
});

test('a context that the file does not have', async () => {
  expect(await found({ context: 'elsewhere' })).toEqual([
    expect.stringMatching(/^error Kubernetes: .*has no context "elsewhere". Its contexts: looking/),
  ]);
});

test('the rights are those that the manifests give', () => {
  type Rule = { apiGroups: string[]; resources: string[]; verbs: string[] };
  const given = (file: string): string[] =>
    parseAllDocuments(readFileSync(join(__dirname, '../../../../deploy/kubernetes', file), 'utf8'))
      .map((document) => document.toJS() as { kind: string; rules?: Rule[] })
      .filter(({ kind }) => kind === 'Role')
      .flatMap(({ rules = [] }) => rules)
      .flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) => resources.flatMap((one) => verbs.map((verb) => `${verb} ${group}/${one}`))),
      )
      .sort();
  const needed = (rights: readonly KubernetesRight[]): string[] =>
    rights
      .map(({ verb, group, resource, subresource }) =>
        [`${verb} ${group}/${resource}`, ...(subresource === undefined ? [] : [subresource])].join('/'),
      )
      .sort();
  expect(needed(LOOKING)).toEqual(given('diagnostics.yaml'));
  expect(needed(ROLLING_BACK)).toEqual(given('rollback.yaml'));
});
