import { type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on standard error. Secrets are of a type that serialises as `***`. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describe } },
    pino.destination(2),
  );
}

/** The parts of a fault that explain it: drivers hang whole connections onto their errors. */
function describe(fault: unknown): unknown {
  if (!(fault instanceof Error)) return fault;
  const { name, message, stack, cause } = fault;
  const { code } = fault as { code?: unknown };
  return { name, message, code, stack, ...(cause === undefined ? {} : { cause: describe(cause) }) };
}
