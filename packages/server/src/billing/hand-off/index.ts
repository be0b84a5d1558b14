import type { Clock } from '../../kernel/index.ts';
import type { DueWork } from '../../platform/due/index.ts';
import type { Addresses } from '../../platform/outward/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { Sealer } from '../../platform/sealing/index.ts';
import { createHandOffRunner } from './runner.ts';
import { HandOffs } from './service.ts';

export interface HandOff {
  readonly service: HandOffs;
  readonly runner: DueWork;
}

/** How final invoices come to other billing systems. */
export function createHandOff(deps: {
  pool: Pool;
  clock: Clock;
  sealer: Sealer;
  addresses: Addresses;
  onState: (fault: unknown) => void;
}): HandOff {
  return { service: new HandOffs(deps), runner: createHandOffRunner(deps) };
}

export { HAND_OFF_CHANNEL } from './sql/hand-offs.ts';
