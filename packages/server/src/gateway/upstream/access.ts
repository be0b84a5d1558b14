import { err, ok, type Result } from '../../kernel/index.ts';
import type { DeploymentConfig } from '../../platform/config/index.ts';
import { type Provider, providerNamed } from './providers.ts';

/** Where a deployment is called; refused with what it lacks, worded as a problem of that member. */
export function addressOf(config: DeploymentConfig, simBaseUrl: string): Result<string, string> {
  const provider = providerNamed(config.provider);
  const missing = missingForAmazon(config, provider);
  if (missing !== null) return err(missing);
  const address = config.provider === 'sim' ? simBaseUrl : apiBaseOf(config, provider);
  if (address !== null) return ok(address);
  return err(`api_base: is needed for the provider "${config.provider}"`);
}

function apiBaseOf({ apiBase, aws }: DeploymentConfig, provider: Provider): string | null {
  if (apiBase === null) return awsBase(aws, provider) ?? provider.apiBase;
  // Anthropic's address is written without its version in many a file.
  const bare = provider.credential === 'x-api-key' && new URL(apiBase).pathname === '/';
  return bare ? `${apiBase}/v1` : apiBase;
}

function awsBase(aws: DeploymentConfig['aws'], { credential }: Provider): string | null {
  if (credential !== 'aws' || aws?.region == null) return null;
  const suffix = aws.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://bedrock-runtime.${aws.region}.${suffix}`;
}

function missingForAmazon(
  { apiKey, aws }: DeploymentConfig,
  { credential }: Provider,
): string | null {
  if (credential !== 'aws') return null;
  if (aws?.region == null) return 'aws_region_name: is needed for the provider "bedrock"';
  if (apiKey !== null || (aws.accessKeyId !== null && aws.secretAccessKey !== null)) return null;
  return 'aws_access_key_id: and aws_secret_access_key are needed, or an api_key';
}
