import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCounts } from './test-counts.mjs';

const failed = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
const unloaded = { status: 'failed', assertionResults: [] };
const passed = { status: 'passed', assertionResults: [{ status: 'passed' }] };

test('a file that cannot be loaded counts as a failure', () => {
  const report = { numPassedTests: 2, numFailedTests: 1, testResults: [failed, unloaded, passed] };
  expect(countsOf(report)).toEqual({ passed: 2, failed: 2 });
});

test('without a report nothing has passed', () => {
  expect(readCounts('/nowhere/report.json')).toEqual({ passed: 0, failed: 0 });
});

function countsOf(report) {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return readCounts(file);
}
