import type { Deployments } from '../index.ts';
import { DeploymentResolver } from './deployment-resolver.ts';

export const DEPLOYMENT_RESOLVERS = [DeploymentResolver];

export function createDeploymentResolvers(deployments: Deployments): object[] {
  return [new DeploymentResolver(deployments)];
}
