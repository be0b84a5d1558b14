import type { DeploymentConfig } from '../../platform/config/index.ts';
import type { InferenceRoute } from '../routes/index.ts';
import type { Provider } from './providers.ts';

export type PathOf = (route: InferenceRoute) => string;

/** Where each route of a deployment is, below the origin of its base address. */
export function pathsBelow(base: URL, provider: Provider, config: DeploymentConfig): PathOf {
  const root = base.pathname.replace(/\/+$/, '');
  if (provider.paths === 'azure') return azurePaths(root, config);
  const model = encodeURIComponent(config.upstreamModel);
  const native = root.replace(/\/openai$/, '');
  return (route) => {
    // Gemini has its own API beside the one that speaks OpenAI's language.
    if (route.dialect === 'gemini') return native + route.upstreamPath.replace('{model}', model);
    return root + (provider.pathOf[route.name] ?? route.upstreamPath);
  };
}

const DEFAULT_AZURE_API_VERSION = '2024-10-21';
/** Azure's next-generation API, which needs no dated version: named by the base address or by the version. */
const VERSION_ONE = /\/openai\/v1$/;

/**
 * Azure has each route below the deployment, with a dated version in the query; the Responses API only
 * in its undated API, where the body names the deployment, as with OpenAI.
 * ("Azure OpenAI in Microsoft Foundry Models v1 API")
 */
function azurePaths(root: string, { apiVersion, upstreamModel }: DeploymentConfig): PathOf {
  const resource = root.replace(/\/openai(?:\/v1|\/deployments\/[^/]+)?$/, '');
  const undated = `${resource}/openai/v1`;
  if (VERSION_ONE.test(root) || apiVersion === 'v1') return (route) => undated + route.upstreamPath;
  const dated = `${resource}/openai/deployments/${encodeURIComponent(upstreamModel)}`;
  const query = `?api-version=${encodeURIComponent(apiVersion ?? DEFAULT_AZURE_API_VERSION)}`;
  return (route) =>
    route.name === 'responses' ? undated + route.upstreamPath : dated + route.upstreamPath + query;
}
