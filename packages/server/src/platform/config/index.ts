export type { Config, DeploymentConfig } from './config.ts';
export { loadConfig } from './load-config.ts';
