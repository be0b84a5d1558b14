import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Secret } from '../../kernel/index.ts';
import type { AwsCredentials } from '../../platform/config/index.ts';

/** A model of another provider, called by way of the given `fetch`. */
export type MakeModel = (
  upstreamModel: string,
  fetch: typeof globalThis.fetch,
) => Promise<LanguageModelV4>;

export interface ModelOptions {
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  readonly aws: AwsCredentials | null;
}

/** Loaded with the first call that needs one: who calls none pays nothing. */
export const MODELS: Readonly<
  Record<'anthropic' | 'bedrock', (options: ModelOptions) => MakeModel>
> = {
  anthropic:
    ({ baseUrl, apiKey }) =>
    async (model, fetch) => {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      // An empty key keeps the library from looking for one in the environment; so below.
      return createAnthropic({ baseURL: baseUrl, apiKey: apiKey?.reveal() ?? '', fetch })(model);
    },
  bedrock:
    ({ baseUrl, apiKey, aws }) =>
    async (model, fetch) => {
      const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
      return createAmazonBedrock({ baseURL: baseUrl, fetch, ...bedrockAccess(apiKey, aws) })(model);
    },
};

/** A Bedrock API key goes as a bearer token; AWS credentials sign each request (Signature Version 4). */
function bedrockAccess(apiKey: Secret | null, aws: AwsCredentials | null) {
  if (apiKey !== null) return { apiKey: apiKey.reveal() };
  return {
    apiKey: '',
    region: aws?.region ?? 'us-east-1',
    accessKeyId: aws?.accessKeyId ?? '',
    secretAccessKey: aws?.secretAccessKey?.reveal() ?? '',
    ...(aws?.sessionToken ? { sessionToken: aws.sessionToken.reveal() } : {}),
  };
}
