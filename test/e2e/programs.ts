import { onPath } from '../../launcher/executables';

/** What these tests need of the machine, and the Debian packages that bring it. */
export const PROGRAMS = { prometheus: 'prometheus', alertmanager: 'prometheus-alertmanager' } as const;

const missing = Object.values(PROGRAMS).filter((program) => onPath(program, process.env) === undefined);

/**
 * `describe` for tests with the real Prometheus and Alertmanager. Where they are missing the tests are left out with a line
 * that says so; in CI that is a failure.
 */
export function describeWithMonitoring(what: string, tests: () => void): void {
  if (missing.length === 0) {
    describe(what, tests);
  } else if (process.env['CI'] === 'true') {
    describe(what, () => {
      it('has the programs that it needs', () => {
        expect(missing).toEqual([]);
      });
    });
  } else {
    console.warn(`Left out: "${what}". Not on the PATH: ${missing.join(', ')} (apt-get install ${missing.join(' ')}).`);
    describe.skip(what, tests);
  }
}
