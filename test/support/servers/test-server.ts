/** Where does Temporal's time-skipping test server come from? */
import { downloadFromTemporal } from '../../../launcher/download';
import { cacheFolder, onPath, placeOnce, runToEnd } from '../../../launcher/executables';
import { StartRefused } from '../../../launcher/refusal';
import { sayingElapsed } from '../../../launcher/say';
import { firstLine, type ObtainOptions } from '../../../launcher/temporal-binary';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Java SDK's release whose test server was measured against the real one (docs: reliability 2.1). */
export const TEST_SERVER_VERSION = '1.32.0';

const PROGRAM = 'temporal-test-server';

/**
 * A start program of the time-skipping test server: the one on the PATH, else the one that we keep, else Temporal's
 * download, else the Java archives from Maven with a start script. The program takes a port as its only argument.
 */
export async function obtainTestServer(options: ObtainOptions): Promise<string> {
  const { say, env = process.env, signal } = options;
  const installed = onPath(PROGRAM, env);
  if (installed !== undefined) return installed;

  const folder = join(options.cacheDir ?? cacheFolder(env), `${PROGRAM}-${TEST_SERVER_VERSION}`);
  const kept = join(folder, PROGRAM);
  if (existsSync(kept)) return kept;

  const ways: [string, (fresh: string) => Promise<void>][] = [
    [
      'download',
      (fresh) =>
        downloadFromTemporal(
          { artifact: PROGRAM, version: `v${TEST_SERVER_VERSION}`, program: PROGRAM },
          fresh,
          signal,
        ),
    ],
    ['Maven', (fresh) => fillFromMaven(fresh, options, env)],
  ];
  const failures: string[] = [];
  for (const [way, fill] of ways) {
    try {
      await placeOnce({ folder, say, fill, isGood: () => Promise.resolve(existsSync(kept)), signal });
      return kept;
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`${way}: ${firstLine(error)}`);
    }
  }
  throw new StartRefused(
    "The tests need Temporal's time-skipping test server and could not get it. Install Java 17 or later and Maven, " +
      `or put ${PROGRAM} on the PATH. (${failures.join('; ')})`,
  );
}

async function fillFromMaven(fresh: string, { say, signal }: ObtainOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const [maven, java] = [onPath('mvn', env), onPath('java', env)];
  if (maven === undefined || java === undefined) throw new Error('mvn and java are not both on the PATH');
  writeFileSync(join(fresh, 'pom.xml'), POM);
  await sayingElapsed(say, `Getting Temporal's test server ${TEST_SERVER_VERSION} once with Maven (33 MB)`, () =>
    runToEnd(
      maven,
      [
        ...['--quiet', '--batch-mode', '--file', join(fresh, 'pom.xml'), 'dependency:copy-dependencies'],
        ...['-DincludeScope=runtime', `-DoutputDirectory=${join(fresh, 'lib')}`],
      ],
      { env, cwd: fresh, timeoutMs: 10 * 60_000, ...(signal ? { signal } : {}) },
    ),
  );
  const script = join(fresh, PROGRAM);
  writeFileSync(script, START_SCRIPT);
  chmodSync(script, 0o755);
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>muster</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * `exec`, so that ending the script's pid ends Java. Quick to start, because the SDK gives it five seconds: the simple
 * compiler and collector come up first, and a small heap is plenty.
 */
const START_SCRIPT = `#!/bin/sh
dir=$(dirname "$(readlink -f "$0")")
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -cp "$dir/lib/*" io.temporal.testserver.TestServer "$@" 2>/dev/null
`;
