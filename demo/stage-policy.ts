/** Which policy does the demo use, and how does it differ from the example's? */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the policy of the play into its home and answers where it is: the example's own, pointed at a service on a port
 * that was free, and with a p99 that survives a window of seconds.
 */
export function writePolicy(home: string, example: string, serviceUrl: string): string {
  const file = join(home, 'policy.yaml');
  const parameter = (name: string, value: string): string =>
    `    ${name}: { value: '${value}', assumption: The demonstration's own service on a free port. }`;
  const lines = [
    '# Written by `npm run demo` at its start. Everything else is inherited.',
    `extends: '${join(example, 'policy.yaml').replaceAll("'", "''")}'`,
    'name: release-manager-demo',
    'version: 1.0.0',
    'investigation:',
    '  parameters:',
    parameter('healthUrl', `${serviceUrl}/health`),
    parameter('prometheusUrl', serviceUrl),
    parameter('rollbackUrl', `${serviceUrl}/rollback`),
    'probes:',
    '  p99:',
    '    pass: { timesBaseline: 10, before: 10m }',
    '    assumption: Five seconds of traffic on a shared machine are too few requests for the 20 % of the shipped policy.',
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}
