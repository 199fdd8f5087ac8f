import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';

/** Where the control plane's programs are, built if they are not there yet; or why there are none. */
export function builtPrograms(): { bin: string } | { missing: string } {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const { status, stdout } = spawnSync(join(__dirname, 'build'), { encoding: 'utf8', stdio });
  if (status === 0) return { bin: stdout.trim() };
  return { missing: 'Its programs could not be built; why, test/cluster/build said.' };
}

/** The processes of one cluster; what they say is in `<name>.log` of its folder. */
export class Programs {
  private readonly running: ChildProcess[] = [];
  private readonly endAll = (): void => {
    for (const child of this.running) child.kill('SIGKILL');
  };

  constructor(
    private readonly bin: string,
    private readonly folder: string,
  ) {
    process.once('exit', this.endAll);
  }

  start(name: string, flags: Record<string, string | number | boolean>): void {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    this.running.push(spawn(join(this.bin, name), args, { cwd: this.folder, stdio: ['ignore', log, log] }));
  }

  async stop(): Promise<void> {
    process.off('exit', this.endAll);
    const ended = this.running.map(
      (child) =>
        new Promise<void>((resolve) => (child.exitCode === null ? child.once('exit', () => resolve()) : resolve())),
    );
    // Nothing of it is kept, so nobody has to tidy up.
    this.endAll();
    await Promise.all(ended);
  }
}
