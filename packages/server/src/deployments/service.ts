import type { Clock } from '../kernel/index.ts';
import type { DeploymentConfig } from '../platform/config/index.ts';
import type { Notifications } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import { DeploymentCatalogue } from './catalogue.ts';
import type { UnpricedPolicy } from './deployment.ts';
import { DeploymentDirectory } from './deployment-directory.ts';
import { DeploymentService } from './deployment-service.ts';
import type { DeploymentStore } from './deployment-store.ts';

export interface Deployments {
  readonly directory: DeploymentDirectory;
  readonly service: DeploymentService;
  readonly catalogue: DeploymentCatalogue;
}

export function createDeploymentStorage(deps: {
  store: DeploymentStore;
  sealer: Sealer;
  notifications: Notifications;
  clock: Clock;
  /** Those of the file. */
  file: readonly DeploymentConfig[];
  unpriced: UnpricedPolicy;
  /** What those who will call a deployment say against it. */
  judge: (config: DeploymentConfig) => string[];
  /** Gets those of the database, whenever one of them changes. */
  onChange: (configs: readonly DeploymentConfig[]) => void;
  onError: (error: unknown) => void;
}): Deployments {
  const directory = new DeploymentDirectory(deps);
  return {
    directory,
    service: new DeploymentService({ ...deps, directory }),
    catalogue: new DeploymentCatalogue(deps.file, directory),
  };
}
