export type {
  AwsCredentials,
  BudgetsConfig,
  Config,
  DeploymentConfig,
  RoutingConfig,
} from './config.ts';
export { loadConfig } from './load-config.ts';
