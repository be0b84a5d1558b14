import { isPlainText } from '../kernel/index.ts';

const LONGEST_EXTERNAL_ID = 256;

/** Who is budgeted and billed, known by the id that the calling product uses for them. */
export interface Customer {
  readonly id: string;
  readonly externalId: string;
  readonly name: string | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** 1 to 256 characters, well-formed, without control characters. Case and spaces are kept as they are. */
export function isExternalId(text: string): boolean {
  return isPlainText(text, LONGEST_EXTERNAL_ID);
}
