/** What does the deployment tool do that the command rollback runs in tests? */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandSet, CommandSet as Schema } from '../../../activities/adapters/command-rollback/commands';

interface State {
  current: string;
  rollbacks: string[];
  calls: { verb: string; args: string[]; variables: string[]; order?: string }[];
  mode?: 'slow' | 'dies' | 'loud' | 'later' | 'odd' | 'endless' | 'good';
  odd?: string;
  begun?: boolean;
  /** Of the command that has begun and waits for ever. */
  pid?: number;
}

/** The deployment tool of `roll-back.mjs`, with a state and a home in a folder of their own. */
export class FakeRollbackCommand {
  readonly home = mkdtempSync(join(tmpdir(), 'muster-command-'));
  private readonly file = join(this.home, 'state.json');

  constructor() {
    this.change({});
  }

  get state(): State {
    return JSON.parse(readFileSync(this.file, 'utf8')) as State;
  }

  change(changed: Partial<State>): void {
    const now = this.isThere() ? this.state : { current: 'v2', rollbacks: [], calls: [] };
    writeFileSync(this.file, JSON.stringify({ ...now, ...changed }));
  }

  commands(changed: object = {}): CommandSet {
    const tool = [process.execPath, join(__dirname, 'roll-back.mjs'), this.file];
    return Schema.parse({
      read: [...tool, 'read'],
      rehearse: [...tool, 'rehearse', '--from', '{from}', '--to={to}'],
      rollBack: [...tool, 'roll-back', '--from', '{from}', '--to={to}'],
      ...changed,
    });
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private isThere(): boolean {
    try {
      readFileSync(this.file);
      return true;
    } catch {
      return false;
    }
  }
}
