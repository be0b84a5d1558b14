// Not how fast, but how right: budgets under a million interleavings, audited by somebody who counts
// by himself. See README.md for what is played and what is found.
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { fixed } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';
import { machine, saveResults } from './lib/results.mjs';

const DEFAULTS = { games: 1_000_000, steps: 30, seed: 1 };
const REPORT_EVERY = 50_000;
/** Games never wait for a timer. Those that crashed processes leave behind can only end in between. */
const TURN_EVERY = 100;

const { simulate } = await import('../packages/server/test/budgets/simulation/simulate.ts');

/** Plays games of consecutive seeds; fails when any of them finds anything. */
export async function benchInterleavings(args) {
  const { games, steps, seed: first } = readOptions(args, DEFAULTS);
  const total = {};
  const startedMs = performance.now();
  for (let seed = first; seed < first + games; seed += 1) {
    const outcome = await simulate(seed, steps);
    for (const [name, count] of Object.entries(outcome)) total[name] = (total[name] ?? 0) + count;
    const found = outcome.breaches + outcome.leaks + outcome.phantoms + outcome.miscounts;
    if (found > 0) console.log(`seed ${seed}: ${JSON.stringify(outcome)}`);
    const played = seed - first + 1;
    if (played % TURN_EVERY === 0) await turn();
    if (played % REPORT_EVERY === 0) console.log(`${played} games, ${total.calls} calls`);
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  console.log(`\n${games} games of ${steps} steps in ${fixed(seconds, 0)} s`);
  console.log(JSON.stringify(total, null, 2));
  await saveResults('interleavings', {
    machine: machine(),
    options: { games, steps, seed: first },
    figures: { ...total, seconds },
  });
  if (total.breaches + total.leaks + total.phantoms + total.miscounts > 0) process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchInterleavings(process.argv.slice(2));
}
