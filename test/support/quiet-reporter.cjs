/** What does a run of the tests show? Each file's outcome, and what it wrote to the console only if it failed. */
const { DefaultReporter } = require('@jest/reporters');

module.exports = class QuietReporter extends DefaultReporter {
  printTestFileHeader(path, config, result) {
    if (result.numFailingTests === 0 && result.testExecError === undefined) result.console = undefined;
    super.printTestFileHeader(path, config, result);
  }
};
