import type { Secret } from '../../kernel/index.ts';
import type { Sealed, Sealer } from '../../platform/sealing/index.ts';
import type { TargetKind } from './target.ts';

/** Opens for this billing system only. */
export function sealApiKey(sealer: Sealer, kind: TargetKind, apiKey: Secret): Sealed {
  return sealer.seal(apiKey, placeOf(kind));
}

/** Null when this server's keys do not open it. */
export function openApiKey(sealer: Sealer, kind: TargetKind, sealed: Sealed): Secret | null {
  return sealer.open(sealed, placeOf(kind));
}

function placeOf(kind: TargetKind): string {
  return `billing_target ${kind}`;
}
