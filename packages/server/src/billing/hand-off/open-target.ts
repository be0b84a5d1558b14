import type { Clock } from '../../kernel/index.ts';
import { type Addresses, createOutward, outwardFetch } from '../../platform/outward/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { Sealer } from '../../platform/sealing/index.ts';
import { LagoTarget } from './lago.ts';
import { openApiKey } from './seal-api-key.ts';
import { listTargets, remoteCustomers, type StoredTarget } from './sql/targets.ts';
import { StripeTarget } from './stripe.ts';
import { type BillingTarget, NotTaken, type TargetKind } from './target.ts';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 16 * 1024 ** 2;

export interface TargetAccess {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly addresses: Addresses;
}

/** A billing system that is set up, as it is asked. */
export async function openTarget(deps: TargetAccess, kind: TargetKind): Promise<BillingTarget> {
  const stored = (await listTargets(deps.pool)).find((each) => each.kind === kind);
  if (stored === undefined) throw new NotTaken(`${kind} is not set up`);
  return openStored(deps, stored);
}

export function openStored(deps: TargetAccess, stored: StoredTarget): BillingTarget {
  const { pool, clock, sealer, addresses } = deps;
  const { kind } = stored;
  const apiKey = openApiKey(sealer, kind, stored.apiKey);
  if (apiKey === null) throw new Error('this server’s encryption keys do not open the API key');
  const outward = createOutward(addresses, { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES });
  const access = { apiKey, baseUrl: stored.baseUrl, fetch: outwardFetch(outward) };
  if (kind === 'LAGO') return new LagoTarget(access);
  const customers = remoteCustomers(pool, kind);
  return new StripeTarget({ ...access, customers, now: () => clock.now() });
}
