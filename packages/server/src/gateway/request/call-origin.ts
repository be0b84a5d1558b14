import type { IncomingHttpHeaders } from 'node:http';
import { isPlainText } from '../../kernel/index.ts';
import type { CallOrigin } from '../../metering/index.ts';
import { asObject, type JsonObject } from '../json.ts';
import { firstHeader } from './header-text.ts';
import { splitUserId } from './user-id.ts';

const LONGEST = 256;
const SESSION_HEADERS = ['x-tollgate-session-id', 'x-litellm-session-id', 'x-openwebui-chat-id'];
const CALL_HEADERS = ['x-tollgate-call-id', 'x-litellm-call-id', 'x-client-request-id'];

/** What the caller says of the call. Only told, never trusted: what cannot be stored is left out. */
export function readOrigin(headers: IncomingHttpHeaders, body: JsonObject): CallOrigin {
  const metadata = asObject(body['metadata']);
  const session =
    firstHeader(headers, SESSION_HEADERS)?.value ??
    body['litellm_session_id'] ??
    metadata?.['session_id'] ??
    splitUserId(metadata?.['user_id']).sessionId;
  const trace =
    firstHeader(headers, ['x-tollgate-trace-id', 'x-litellm-trace-id'])?.value ??
    /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(firstHeader(headers, ['traceparent'])?.value ?? '')?.[1] ??
    body['litellm_trace_id'] ??
    metadata?.['trace_id'];
  const call = firstHeader(headers, CALL_HEADERS)?.value;
  return { sessionId: storable(session), traceId: storable(trace), clientCallId: storable(call) };
}

function storable(value: unknown): string | null {
  return typeof value === 'string' && isPlainText(value, LONGEST) ? value : null;
}
