import type { Reach } from '../platform/access/index.ts';

/** Who asks for a change, and over what they may make it. */
export interface Actor {
  readonly name: string;
  readonly reach: Reach;
}
