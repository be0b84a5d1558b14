import { describe, expect, test } from 'vitest';
import { readOrigin } from './call-origin.ts';

describe('what the caller says of a call', () => {
  test('is taken from headers first, then from the body', () => {
    const headers = {
      'x-litellm-session-id': 's1',
      'x-litellm-trace-id': 't1',
      'x-litellm-call-id': 'c1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    expect(readOrigin(headers, { litellm_session_id: 's2' })).toEqual({
      sessionId: 's1',
      traceId: 't1',
      clientCallId: 'c1',
    });
    expect(readOrigin({ traceparent: headers.traceparent }, { litellm_session_id: 's2' })).toEqual({
      sessionId: 's2',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      clientCallId: null,
    });
  });

  test('is found in a user id that carries a session', () => {
    const user_id = '{"account_uuid":"a","session_id":"s"}';
    expect(readOrigin({}, { metadata: { user_id } }).sessionId).toBe('s');
  });

  test('is found where chat front ends and SDKs put it', () => {
    const headers = { 'x-openwebui-chat-id': 'chat', 'x-client-request-id': 'mine' };
    expect(readOrigin(headers, { metadata: { trace_id: 't' } })).toEqual({
      sessionId: 'chat',
      traceId: 't',
      clientCallId: 'mine',
    });
  });

  test('is left out when it cannot be stored', () => {
    const body = { litellm_session_id: 'a\u0000b', litellm_trace_id: 7 };
    expect(readOrigin({ 'x-tollgate-call-id': 'x'.repeat(300) }, body)).toEqual({
      sessionId: null,
      traceId: null,
      clientCallId: null,
    });
  });
});
