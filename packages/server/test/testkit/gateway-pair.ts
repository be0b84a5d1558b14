import { onTestFinished } from 'vitest';
import type { DeploymentConfig } from '../../src/platform/config/index.ts';
import { deploymentConfig, type GatewayHarnessOptions, startGateway } from './gateway-harness.ts';
import { startScriptedUpstream } from './scripted-upstream.ts';

export interface PairOptions extends Omit<GatewayHarnessOptions, 'deployments'> {
  readonly deployment?: Partial<DeploymentConfig>;
}

/** A gateway before one scripted upstream, for one test. `m` costs 1 and 2 dollars per million tokens. */
export async function startPair({ deployment, ...options }: PairOptions = {}) {
  const upstream = await startScriptedUpstream();
  const harness = await startGateway({
    ...options,
    deployments: [
      deploymentConfig({
        modelName: 'm',
        provider: 'custom',
        upstreamModel: 'real',
        apiBase: upstream.baseUrl,
        ...deployment,
      }),
    ],
  });
  onTestFinished(async () => {
    await harness.stop();
    await upstream.stop();
  });
  const post = (path: string, body: object, init: RequestInit = {}) =>
    fetch(harness.url + path, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', ...body }),
      ...init,
      headers: { authorization: 'Bearer sk-test', ...init.headers },
    });
  return {
    upstream,
    harness,
    post,
    chat: (body: object = {}, init?: RequestInit) =>
      post('/v1/chat/completions', { messages: [{ role: 'user', content: 'hi' }], ...body }, init),
    /** Every attempt is settled. */
    settled: () => harness.untilSettled(),
  };
}

export const DONE = 'data: [DONE]\n\n';
export const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
export const text = (content: string, more: object = {}) =>
  data({ choices: [{ index: 0, delta: { content }, finish_reason: null }], ...more });
export const finish = (more: object = {}) =>
  data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], ...more });
export const tokens = (input: number, output: number) => ({
  usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
});
/** The chunk that only reports usage. */
export const usageChunk = (input: number, output: number) =>
  data({ choices: [], ...tokens(input, output) });
/** An event of Anthropic's messages or of the Responses API. */
export const named = (type: string, more: object = {}) =>
  `event: ${type}\n${data({ type, ...more })}`;
