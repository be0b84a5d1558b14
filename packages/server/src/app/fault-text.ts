import { OperatorError } from '../kernel/index.ts';
import { isDatabaseUnavailable } from '../platform/postgres/index.ts';

/** SQLSTATE: missing rights, a read-only database, no room, and faults of its system. */
const REFUSED_BY_DATABASE = /^(42501|25006|53...|58...)$/;

/** One line for what the operator can mend, in the words of who refused it; where it came about for a bug. */
export function faultText(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { code = '', syscall } = fault as { code?: string; syscall?: string };
  if (fault instanceof OperatorError || syscall !== undefined) return fault.message;
  if (isDatabaseUnavailable(fault) || REFUSED_BY_DATABASE.test(code)) {
    return `The database: ${fault.message}`;
  }
  return fault.stack ?? fault.message;
}
