import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

/** What the figures of a run depend on. */
export function machine() {
  return {
    at: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    loadAverage: loadavg()[0],
  };
}

/** Keeps a run's figures where a program can read them, and says where. */
export async function saveResults(name, results) {
  await mkdir(FOLDER, { recursive: true });
  const stamp = results.machine.at.replace(/[:.]/g, '-');
  const path = join(FOLDER, `${name}-${stamp}.json`);
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nAll figures: bench/results/${name}-${stamp}.json`);
}
