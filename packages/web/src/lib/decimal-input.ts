const PLAIN = /^\d{1,20}(\.\d+)?$/;

/** Whether typed text can be sent as a decimal number. What it may be is for the server to say. */
export function isDecimal(text: string): text is `${number}` {
  return PLAIN.test(text);
}

/** The same for what may also be below zero. */
export function isSignedDecimal(text: string): text is `${number}` {
  return isDecimal(text.replace(/^-/, ''));
}
