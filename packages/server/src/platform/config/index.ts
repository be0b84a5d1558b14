export type { Config, DeploymentConfig, RoutingConfig } from './config.ts';
export { loadConfig } from './load-config.ts';
