import { existsSync, readFileSync } from 'node:fs';

export function noTests() {
  return { passed: 0, failed: 0 };
}

/** Counts of a JSON report of Vitest. A file that could not even be loaded counts as one failure. */
export function readCounts(reportFile) {
  if (!existsSync(reportFile)) return noTests();
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}
