import { readFile } from 'node:fs/promises';

const FILE = new URL('../../../demo/azure-code-2023-sample.csv', import.meta.url);

/** One call of the real hour that the demo takes its sizes and bursts from. */
export interface TracedCall {
  /** Of the hour, from 0. */
  readonly minute: number;
  readonly contextTokens: number;
  readonly generatedTokens: number;
}

/** The calls in the order they came. Where they are from: `demo/README.md`. */
export async function readTrace(): Promise<TracedCall[]> {
  const [, ...rows] = (await readFile(FILE, 'utf8')).trimEnd().split('\n');
  return rows.map((row) => {
    const [minute = 0, contextTokens = 0, generatedTokens = 0] = row.split(',').map(Number);
    return { minute: minute % 60, contextTokens, generatedTokens };
  });
}
