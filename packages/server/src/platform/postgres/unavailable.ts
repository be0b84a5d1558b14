/** What pg says when no connection came, or none answered, in time. */
const NO_CONNECTION =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout)/;
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);
/** SQLSTATE: connection exceptions, too many connections, and servers that start or stop. */
const AWAY = /^(08...|53300|57P0[1-5])$/;

/** Whether a fault says that the database is away or has no connection to spare: later it may have. */
export function isDatabaseUnavailable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const { code } = fault as { code?: unknown };
  if (NO_CONNECTION.test(fault.message)) return true;
  if (typeof code === 'string' && (UNREACHABLE.has(code) || AWAY.test(code))) return true;
  return isDatabaseUnavailable(fault.cause);
}
