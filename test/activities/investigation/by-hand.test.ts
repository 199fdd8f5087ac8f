import { commandLine } from '../../../activities/investigation/by-hand';
import { loadPolicy } from '../../../policy/load';
import { temporaryFolder } from '../../support/temporary-folder';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const { policy } = loadPolicy(resolve(__dirname, '../../../policy/release-manager.yaml'));
const { parameters, steps } = policy.investigation;
const commands = steps.flatMap((step) => step.commands);

/** Runs a text in bash where each program only writes down what it was called with; answers the calls. */
function calls(pasted: string): string[][] {
  const folder = temporaryFolder('by-hand');
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  for (const name of ['kubectl', 'curl', 'git', 'jq', 'psql', 'touch', 'grep']) {
    const stub = join(folder, name);
    writeFileSync(
      stub,
      `#!/bin/bash\ncat > /dev/null\n{ printf '%s\\0' ${name} "$@"; printf '\\n\\0'; } >> ${log}\necho pod-1\n`,
    );
    chmodSync(stub, 0o755);
  }
  execFileSync('/bin/bash', ['-eo', 'pipefail', '-c', pasted], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return readFileSync(log, 'utf8')
    .split('\n\0')
    .slice(0, -1)
    .map((line) =>
      line
        .split('\0')
        .slice(0, -1)
        .map((word) => word.replace(/\s+/g, ' ')),
    )
    .sort();
}

const named = commands.map((command) => [command.title, command] as const);

test.each(named)('%s: one line does what the guide’s lines do', (_title, { byHand }) => {
  const line = commandLine(byHand, parameters);
  expect(line).not.toContain('\n');
  const lines = byHand.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => parameters[name]?.value ?? '');
  expect(calls(line)).toEqual(calls(lines));
});

const HOSTILE = [
  'a b',
  "it's",
  '"',
  '$(touch owned)',
  '`touch owned`',
  '; touch owned',
  '\\',
  '*',
  "' ; touch owned '",
  '$HOME',
];

test.each(HOSTILE)('a value is a part of its word and runs nothing: %s', (value) => {
  for (const quote of ['', "'", '"']) {
    const line = commandLine(`kubectl get ${quote}x{{name}}${quote} -n y`, { name: { value } });
    expect(calls(line)).toEqual([['kubectl', 'get', `x${value}`, '-n', 'y']]);
  }
});

test('an assignment is made before the line that uses it; a pipe goes on', () => {
  const one = commandLine('POD=$(kubectl get pod)\nkubectl logs $POD |\n  git diff \\\n  now\n', {});
  expect(one).toBe('POD=$(kubectl get pod) && kubectl logs $POD | git diff now');
});
