export {
  type DeploymentCatalogue,
  type DeploymentPosition,
  type ListedDeployment,
  positionOf,
} from './catalogue.ts';
export type { Deployment, Problem, UnpricedPolicy } from './deployment.ts';
export type {
  DeploymentCheck,
  DeploymentChecks,
  DeploymentHealth,
} from './deployment-checks.ts';
export type { DeploymentDirectory } from './deployment-directory.ts';
export type { DeploymentInput, DeploymentPatch } from './deployment-input.ts';
export type { DeploymentService } from './deployment-service.ts';
export type { DeploymentStore, StoredDeployment } from './deployment-store.ts';
export { createDeploymentStorage, type Deployments } from './service.ts';
