import type { DeploymentConfig } from '../platform/config/index.ts';
import type { Deployment } from './deployment.ts';
import type { DeploymentDirectory, KnownDeployment } from './deployment-directory.ts';
import { isSecretName } from './deployment-input.ts';
import { lastFourOf } from './last-four.ts';

/** A deployment of the file or of the database, as it may be shown. */
export interface ListedDeployment
  extends Omit<Deployment, 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'revision'> {
  /** Null for one of the file: it is not edited here. */
  readonly stored: Pick<
    Deployment,
    'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'revision'
  > | null;
  /** Why it is not called at all; null when it is. */
  readonly problem: string | null;
}

/** Where a listing goes on. */
export type DeploymentPosition = readonly [modelName: string, id: string];

const UNREADABLE =
  'Its secrets were sealed with another encryption key than this server has. Start the server with that key, or give the secrets again.';

/** The file's and the database's deployments together: what the gateway of this process knows. */
export class DeploymentCatalogue {
  readonly #file: readonly ListedDeployment[];
  readonly #directory: Pick<DeploymentDirectory, 'list' | 'get'>;

  constructor(
    file: readonly DeploymentConfig[],
    directory: Pick<DeploymentDirectory, 'list' | 'get'>,
  ) {
    this.#file = file.map(ofFile);
    this.#directory = directory;
  }

  /** By model name and id, in code-unit order. */
  list(query: {
    limit: number;
    after: DeploymentPosition | null;
    modelName: string | null;
  }): ListedDeployment[] {
    const { after, modelName, limit } = query;
    return [...this.#file, ...this.#directory.list().map(ofDatabase)]
      .filter((each) => modelName === null || each.modelName === modelName)
      .filter((each) => after === null || compare(positionOf(each), after) > 0)
      .sort((a, b) => compare(positionOf(a), positionOf(b)))
      .slice(0, limit);
  }

  get(id: string): ListedDeployment | null {
    const known = this.#directory.get(id);
    if (known !== null) return ofDatabase(known);
    return this.#file.find((each) => each.id === id) ?? null;
  }
}

export function positionOf({ modelName, id }: ListedDeployment): DeploymentPosition {
  return [modelName, id];
}

function compare(a: DeploymentPosition, b: DeploymentPosition): number {
  const at = a[0] === b[0] ? 1 : 0;
  if (a[at] === b[at]) return 0;
  return a[at] < b[at] ? -1 : 1;
}

function ofDatabase({ deployment, config }: KnownDeployment): ListedDeployment {
  const { sealed: _, ...shown } = deployment;
  return { ...shown, stored: shown, problem: config === null ? UNREADABLE : null };
}

/** Names in the file are anybody's: what looks like a secret is taken for one. */
function ofFile(config: DeploymentConfig): ListedDeployment {
  const entries = Object.entries(config.settings);
  return {
    id: config.id,
    modelName: config.modelName,
    provider: config.provider,
    upstreamModel: config.upstreamModel,
    apiBase: config.apiBase === null ? null : withoutUser(config.apiBase),
    apiVersion: config.apiVersion,
    baseModel: config.baseModel,
    settings: Object.fromEntries(entries.filter(([name]) => !isSecretName(name))),
    secretSettingNames: entries.map(([name]) => name).filter(isSecretName),
    tags: config.tags,
    unpriced: config.unpriced,
    weight: config.weight,
    order: config.order,
    apiKeyLastFour: lastFourOf(config.apiKey),
    stored: null,
    problem: null,
  };
}

function withoutUser(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
