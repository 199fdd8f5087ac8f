/** `npm run bench`: compiles TypeScript as it is read, as the tests do, and writes nothing. */
const { transformFileSync } = require('@swc/core');

const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
require('./bench.ts');
