import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from './child.mjs';

const run = promisify(execFile);
const INSTALL = 'On Debian: apt-get install wrk';

/** Reports as one line of JSON: wrk's own output is for people. Times are in microseconds. */
const REPORT = `
done = function(summary, latency, requests)
  io.write(string.format(
    '\\n{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"status":%d,"faults":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
`;

/**
 * Sends the same POST over and over on `connections` keep-alive connections and reports what came
 * back. Fails when any answer was not a success.
 */
export async function loadWith({ core, url, key, body, connections, seconds }) {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-wrk-'));
  try {
    const script = join(folder, 'load.lua');
    await writeFile(script, requestScript(key, body) + REPORT);
    const wrk = requireProgram('wrk', INSTALL);
    const args = ['-c', String(core), wrk, '-t1', `-c${connections}`, `-d${seconds}s`];
    const { stdout } = await run('taskset', [...args, '--timeout', '30s', '-s', script, url]);
    return readReport(stdout, url);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function requestScript(key, body) {
  return `
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer ${key}"
wrk.body = [==[${body}]==]
`;
}

function readReport(stdout, url) {
  const report = JSON.parse(stdout.trim().split('\n').at(-1));
  const { requests, microseconds, status, faults } = report;
  if (requests === 0 || status > 0 || faults > 0) {
    throw new Error(`${url}: ${requests} answers, ${status} not successful, ${faults} faults`);
  }
  return {
    requests,
    seconds: microseconds / 1e6,
    perSecond: requests / (microseconds / 1e6),
    p50Ms: report.p50 / 1000,
    p99Ms: report.p99 / 1000,
  };
}
