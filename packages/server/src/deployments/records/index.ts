import { DeploymentRecord } from './deployment-record.ts';

export { OrmDeploymentStore } from './deployment-store.ts';

export const deploymentEntities = [DeploymentRecord];
