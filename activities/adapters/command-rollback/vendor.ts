/**
 * The operator's own commands, as one vendor among others: they roll back where the policy names one. This room runs
 * only the commands in the operator's file, without a shell; no policy, alert or person can change one.
 */
import { parameterIn } from '../../../policy/parameters';
import { declareVendor } from '../shared/vendor';
import { createCommandRollbacks } from './';
import { createRollbackCheck } from './check';
import { readRollbackCommands } from './settings';

export const commandRollbackVendor = declareVendor({
  name: 'rollback command',
  turnedOnBy: 'MUSTER_ROLLBACK_COMMANDS',
  // Also where none is written down: a policy that names one is refused then.
  settings: readRollbackCommands,
  ports: ['namedDeployments'],
  open: (commands, { home, env }) => {
    const byCommand = createCommandRollbacks({ home, commands, env });
    return {
      namedDeployments: (parameters) => {
        const command = parameterIn(parameters, 'rollbackCommand');
        return command === undefined ? undefined : byCommand(command);
      },
    };
  },
  check: (_settings, { ports }) => createRollbackCheck(ports.deployments),
});
