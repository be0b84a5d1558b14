export type {
  AwsCredentials,
  BudgetsConfig,
  Config,
  DeploymentConfig,
  RoutingConfig,
} from './config.ts';
export {
  type DeploymentTimeouts,
  isSeconds,
  readHealthCheck,
  readTimeouts,
  TIMEOUT_SETTINGS,
} from './deployment-timeouts.ts';
export { loadConfig } from './load-config.ts';
