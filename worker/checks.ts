/** What `muster doctor` tries: what each vendor's own check asks. */
import type { OpenVendor } from '../activities/adapters/shared/vendor';
import type { Ports } from '../activities/ports';
import type { IntegrationCheck } from '../activities/ports/check';
import type { LiveDirectory } from '../directory/directory';

/** In the order of the vendors. Where several have checks about the same thing, it is tried once. */
export function wireChecks(
  opened: readonly OpenVendor[],
  { ports, directory }: { ports: Ports; directory: Pick<LiveDirectory, 'current'> },
): IntegrationCheck[] {
  const served = new Set(opened.flatMap(({ behind }) => Object.keys(behind)));
  const worker = { ports, people: () => directory.current(), isServed: (port: string) => served.has(port) };
  const checks = opened.map((vendor) => vendor.check(worker));
  return checks.filter(({ what }, at) => checks.findIndex((other) => other.what === what) === at);
}
