import type { Sealed } from '../platform/sealing/index.ts';
import type { Deployment } from './deployment.ts';

/** As it stands in the table. */
export interface StoredDeployment extends Deployment {
  /** Null when it has no secrets. */
  readonly sealed: Sealed | null;
}

export interface DeploymentStore {
  insert(deployment: StoredDeployment): Promise<void>;
  find(id: string): Promise<StoredDeployment | null>;
  /** False when its revision is no longer `expectedRevision`, or it is gone. */
  update(deployment: StoredDeployment, expectedRevision: number): Promise<boolean>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
  all(): Promise<StoredDeployment[]>;
}
