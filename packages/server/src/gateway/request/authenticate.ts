import type { IncomingHttpHeaders } from 'node:http';
import { err, ok, type Result, type Secret } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';

/** What the gateway needs to know of a key. */
export interface GatewayKey {
  /** Null for the master key. */
  readonly id: string | null;
  readonly teamId: string | null;
  /** The key's owner. */
  readonly userId: string | null;
  readonly boundCustomer: string | null;
  /** Under which the caller must sign the customer; null when it need not. */
  readonly signingSecret?: Secret | null;
  readonly tags: readonly string[];
  /** Names it may ask for, each exact or a beginning with `*` at its end; null for every model. */
  readonly models: readonly string[] | null;
  /** Whether its callers may see the amounts of the budgets they are under; not unless said. */
  readonly showsBudgets?: boolean;
}

/** Finds a key by its secret: at once when it is known, else from the database. Rejects when that is away. */
export interface KeyDirectory {
  lookup(secret: string): GatewayKey | null | Promise<GatewayKey | null>;
}

type Authentication = Result<GatewayKey, Refusal>;

/** At once when the key is known, as nearly always. */
export function authenticate(
  headers: IncomingHttpHeaders,
  directory: KeyDirectory,
): Authentication | Promise<Authentication> {
  const secret = secretIn(headers);
  if (secret === null) {
    const message = 'Send your API key as "Authorization: Bearer <key>".';
    return err({ code: 'missing_api_key', message });
  }
  const found = directory.lookup(secret);
  return found instanceof Promise ? found.then(known, unavailable) : known(found);
}

function known(key: GatewayKey | null): Authentication {
  if (key !== null) return ok(key);
  return err({ code: 'invalid_api_key', message: 'This API key is not valid.' });
}

function unavailable(): Authentication {
  const message = 'API keys cannot be checked right now. Try again shortly.';
  return err({ code: 'keys_unavailable', message, retryAfterSeconds: 2 });
}

const KEY_HEADERS = ['api-key', 'x-api-key', 'x-goog-api-key'];

/** `Authorization: Bearer`, or as Azure's, Anthropic's and Google's clients send it. */
function secretIn(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const secret =
    bearer ?? KEY_HEADERS.map((name) => headers[name]).find((each) => each !== undefined);
  return typeof secret === 'string' && secret !== '' ? secret : null;
}
