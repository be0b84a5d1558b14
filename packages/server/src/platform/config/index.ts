export type { AwsCredentials, Config, DeploymentConfig, RoutingConfig } from './config.ts';
export { loadConfig } from './load-config.ts';
