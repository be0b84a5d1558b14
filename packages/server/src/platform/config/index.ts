export {
  ANY_PROVIDER,
  type AwsCredentials,
  type BudgetsConfig,
  type Config,
  type DeploymentConfig,
  type RoutingConfig,
} from './config.ts';
export {
  type DeploymentTimeouts,
  isSeconds,
  readHealthCheck,
  readTimeouts,
  TIMEOUT_SETTINGS,
} from './deployment-timeouts.ts';
export { loadConfig } from './load-config.ts';
