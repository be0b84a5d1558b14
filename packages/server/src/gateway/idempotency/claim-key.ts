import type { IncomingHttpHeaders } from 'node:http';
import { err, isPlainText, ok, type Result } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';
import type { InferenceRequest } from '../routes/index.ts';
import type { Claim, FirstUse, IdempotencyKeys } from './idempotency-keys.ts';
import type { StoredAnswer } from './kept-answer.ts';

const LONGEST_KEY = 255;

/** The first use of a key (null when none is named), or the answer of the call that used it before. */
export type Claimed = { readonly use: FirstUse | null } | { readonly repeated: StoredAnswer };

/** Reads `Idempotency-Key`, and makes sure that one key is one charge. */
export function claimKey(
  keys: IdempotencyKeys,
  call: {
    headers: IncomingHttpHeaders;
    apiKeyId: string | null;
    /** Whom it is for, wherever that was said: the same for another one is another request. */
    customer: string | null;
    request: InferenceRequest;
  },
): Result<Claimed, Refusal> {
  const key = call.headers['idempotency-key'];
  if (key === undefined || key === '') return ok({ use: null });
  if (typeof key !== 'string' || !isPlainText(key, LONGEST_KEY)) {
    const message = `Idempotency-Key must be text of 1 to ${LONGEST_KEY} characters.`;
    return err({ code: 'invalid_value', message, param: 'Idempotency-Key' });
  }
  const { route, model, bytes } = call.request;
  const path = JSON.stringify([route.name, model, call.customer]);
  return claimedOf(keys.claim({ apiKeyId: call.apiKeyId, key, path, bytes }));
}

function claimedOf(claim: Claim): Result<Claimed, Refusal> {
  if (claim.kind === 'refused') return err(claim.refusal);
  return ok(claim.kind === 'first' ? { use: claim.use } : { repeated: claim.answer });
}
