import { parseArgs } from 'node:util';

/** `--name value` options with whole numbers, over the defaults. */
export function readOptions(args, defaults) {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' }]),
  );
  const { values } = parseArgs({ args, options });
  const entries = Object.entries(defaults).map(([name, value]) => {
    const given = values[name] === undefined ? value : Number(values[name]);
    if (!Number.isSafeInteger(given) || given < 1) throw new Error(`--${name} must be 1 or more`);
    return [name, given];
  });
  return Object.fromEntries(entries);
}
