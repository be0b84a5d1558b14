import { type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on standard error. Secrets are of a type that serialises as `***`. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
