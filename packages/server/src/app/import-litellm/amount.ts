import { type Pico, parseDecimal, toPico } from '../../kernel/index.ts';

/** More digits than the text of a double has. */
const SCALE = 60;
const PICO_SCALE = 12;
const STEP = 10n ** BigInt(SCALE - PICO_SCALE);

/** A double's text as whole pico-dollars, rounded half to even; null when it is no finite number. */
export function readDouble(text: string): Pico | null {
  const exact = parseDecimal(text, SCALE);
  return exact === null ? null : toPico(roundHalfEven(exact, STEP));
}

function roundHalfEven(value: bigint, step: bigint): bigint {
  if (value < 0n) return -roundHalfEven(-value, step);
  const down = value / step;
  const twice = (value % step) * 2n;
  if (twice < step) return down;
  if (twice > step) return down + 1n;
  return down % 2n === 0n ? down : down + 1n;
}
