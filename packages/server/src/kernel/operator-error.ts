/**
 * A fault the operator can mend: a taken port, a wrong file, an unreachable database.
 * Its message is shown as it is, one line, without a stack trace.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
