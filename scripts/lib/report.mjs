/** Something that whoever runs the command can mend: shown as one line, without a stack trace. */
export class Problem extends Error {}

/** Progress goes to standard error: standard output belongs to the command that is run. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Says what begins, does it, and says how long it took. */
export async function step(title, work) {
  say(`▸ ${title} …`);
  const startedAt = performance.now();
  const result = await work();
  say(`  ${title}: ${seconds(startedAt)}`);
  return result;
}

export function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
