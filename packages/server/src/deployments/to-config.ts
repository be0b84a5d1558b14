import type { Secret } from '../kernel/index.ts';
import {
  type AwsCredentials,
  type DeploymentConfig,
  readHealthCheck,
  readTimeouts,
} from '../platform/config/index.ts';
import type { Deployment, DeploymentSecrets, UnpricedPolicy } from './deployment.ts';

/** The same as the file would say. */
export function toConfig(
  deployment: Deployment,
  { secrets, unpriced }: { secrets: DeploymentSecrets; unpriced: UnpricedPolicy },
): DeploymentConfig {
  return {
    id: deployment.id,
    path: `deployment ${deployment.id}`,
    modelName: deployment.modelName,
    provider: deployment.provider,
    upstreamModel: deployment.upstreamModel,
    apiKey: secrets.apiKey,
    apiBase: deployment.apiBase,
    apiVersion: deployment.apiVersion,
    accessTo: null,
    aws: awsOf(deployment, secrets.settings),
    baseModel: deployment.baseModel,
    settings: deployment.settings,
    timeouts: readTimeouts(deployment.settings),
    healthCheckMs: readHealthCheck(deployment.settings),
    tags: deployment.tags,
    unpriced: deployment.unpriced ?? unpriced,
    fallbackPrice: null,
    weight: deployment.weight,
    order: deployment.order,
  };
}

function awsOf(
  { provider, settings }: Deployment,
  secrets: Readonly<Record<string, Secret>>,
): AwsCredentials | null {
  if (!provider.startsWith('bedrock')) return null;
  return {
    region: settings['aws_region_name'] ?? null,
    accessKeyId: secrets['aws_access_key_id']?.reveal() ?? null,
    secretAccessKey: secrets['aws_secret_access_key'] ?? null,
    sessionToken: secrets['aws_session_token'] ?? null,
  };
}
