/** Are types, lint, format and imports in order? The four look side by side; each one's words come as a whole. */
import { sideBySide } from './side-by-side.mjs';

process.exitCode = await sideBySide([
  { name: 'types', command: ['node', 'scripts/checks/types.mjs'] },
  { name: 'lint', command: ['node', 'scripts/checks/lint.mjs'] },
  { name: 'format', command: ['node', 'scripts/checks/format.mjs'] },
  { name: 'imports', command: ['npm', 'run', '--silent', 'check:imports'] },
]);
