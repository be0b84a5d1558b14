export type { Config, DeploymentConfig } from './config.ts';
export { configError, loadConfig } from './load-config.ts';
