import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Secret } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';

export const SIGNATURE_HEADER = 'x-tollgate-customer-signature';

const FORM = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;
const LONGEST_AGE_SECONDS = 300;

/**
 * Why a customer is not believed; null when it is. The header is `t=<unix seconds>,v1=<hex>`, with
 * HMAC-SHA-256 over `<t>.<customer id>` under the key's signing secret, at most five minutes old or
 * early. So whoever holds the API key alone cannot spend for whom they like.
 */
export function signatureObjection(
  headers: IncomingHttpHeaders,
  { customer, secret, now }: { customer: string | null; secret: Secret; now: Date },
): Refusal | null {
  if (customer === null) return refuse('This API key needs a customer, with a signed id.');
  const header = headers[SIGNATURE_HEADER];
  const [, time, signature] = FORM.exec(typeof header === 'string' ? header : '') ?? [];
  if (time === undefined || signature === undefined) {
    return refuse(`Sign the customer id in ${SIGNATURE_HEADER}: t=<unix seconds>,v1=<hex>.`);
  }
  const ageSeconds = Math.abs(now.getTime() / 1_000 - Number(time));
  if (ageSeconds > LONGEST_AGE_SECONDS)
    return refuse('The signature of the customer id is too old.');
  const expected = createHmac('sha256', secret.reveal()).update(`${time}.${customer}`).digest();
  if (timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return null;
  return refuse('The signature is not that of this customer id.');
}

function refuse(message: string): Refusal {
  return { code: 'customer_not_signed', message, param: SIGNATURE_HEADER };
}
