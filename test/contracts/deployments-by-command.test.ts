import { createCommandRollbacks } from '../../activities/adapters/command-rollback';
import { FakeRollbackCommand } from '../fakes/command-rollback';
import { describeDeployments } from './deployments.contract';

describeDeployments('the rollback command', () => {
  const tool = new FakeRollbackCommand();
  const limits = { readMs: 30_000, rehearseMs: 30_000, rollBackMs: 30_000 };
  const commands = { tool: tool.commands() };
  return Promise.resolve({
    deployments: createCommandRollbacks({ home: tool.home, commands, env: process.env, limits })('tool'),
    rollbacks: () => tool.state.rollbacks,
    stop: () => {
      tool.remove();
      return Promise.resolve();
    },
  });
});
