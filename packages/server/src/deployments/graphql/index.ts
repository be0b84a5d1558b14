import type { DeploymentChecks, Deployments } from '../index.ts';
import { DeploymentHealthResolver } from './deployment-health-resolver.ts';
import { DeploymentResolver } from './deployment-resolver.ts';

export const DEPLOYMENT_RESOLVERS = [DeploymentResolver, DeploymentHealthResolver];

export function createDeploymentResolvers(
  deployments: Deployments,
  checks: DeploymentChecks,
): object[] {
  return [
    new DeploymentResolver(deployments),
    new DeploymentHealthResolver(deployments.catalogue, checks),
  ];
}
