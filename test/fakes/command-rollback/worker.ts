/**
 * A worker of its own process that gives one order and prints what it was answered.
 *
 *     node worker.js HOME COMMANDS
 */
import { createCommandRollbacks } from '../../../activities/adapters/command-rollback';
import type { CommandSet } from '../../../activities/adapters/command-rollback/commands';

const [home = '', commands = '{}'] = process.argv.slice(2);
const set = JSON.parse(commands) as CommandSet;
const limits = { readMs: 30_000, rehearseMs: 30_000, rollBackMs: 30_000 };
const order = { incidentId: 'i-1', key: 'rollback:1', from: 'v2', to: 'v1' };

createCommandRollbacks({ home, commands: { tool: set }, env: process.env, limits })('tool')
  .rollBack(order)
  .then(
    ({ reference }) => console.log(reference),
    (error: unknown) => console.log(String(error)),
  );
