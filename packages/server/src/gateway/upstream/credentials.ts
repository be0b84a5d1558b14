import type { DeploymentConfig } from '../../platform/config/index.ts';
import type { InferenceRoute } from '../routes/index.ts';
import type { Provider } from './providers.ts';

export type HeadersFor = (route: InferenceRoute) => Readonly<Record<string, string>>;

const ANTHROPIC_VERSION = '2023-06-01';
const COMMON = { 'accept-encoding': 'identity', 'user-agent': 'tollgate' };

/**
 * Headers of every request to a deployment, its credential included. An address that serves several
 * dialects takes Anthropic's or Google's header where their clients would send it. A translated request gets
 * its credential from who translates it.
 */
export function headersWith({ apiKey }: DeploymentConfig, { credential }: Provider): HeadersFor {
  const key = apiKey?.reveal();
  const bearer = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const named = (name: string) => (key === undefined ? {} : { [name]: key });
  const own = credential === 'bearer' ? bearer : credential === 'aws' ? {} : named(credential);
  const openAi = { ...COMMON, ...own };
  const anthropic = {
    ...COMMON,
    'anthropic-version': ANTHROPIC_VERSION,
    ...named('x-api-key'),
    ...(credential === 'bearer' ? bearer : {}),
  };
  const gemini = { ...COMMON, ...named('x-goog-api-key') };
  const byDialect = { openai: openAi, anthropic, gemini };
  return (route) => byDialect[route.dialect];
}
