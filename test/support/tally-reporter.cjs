/**
 * A Jest reporter that adds two plain lines to the file named by TEST_TALLY: `N passed, N failed`, and `N written, N rows`.
 * Written is each `test(` or `test.each(` of the sources; whatever runs beyond is a row of a table or a turn of a loop.
 */
const { appendFileSync, readFileSync } = require('node:fs');

const CALL = /(?<![.\w])(?:test|it)(?:\.each)?[<(]/g;

module.exports = class TallyReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_TALLY;
    if (!file) return;
    // A suite that could not even start has no failed test in it, and must not look green.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    const sources = results.testResults.map(({ testFilePath }) =>
      readFileSync(testFilePath, 'utf8'),
    );
    const written = sources.flatMap((source) => source.match(CALL) ?? []).length;
    appendFileSync(
      file,
      `${results.numPassedTests} passed, ${failed} failed${tail}\n${written} written, ${results.numTotalTests - written} rows\n`,
    );
  }
};
