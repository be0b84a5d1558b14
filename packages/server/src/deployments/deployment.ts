import type { Secret } from '../kernel/index.ts';
import type { DeploymentConfig } from '../platform/config/index.ts';

export type UnpricedPolicy = DeploymentConfig['unpriced'];

/** One upstream behind a model name, kept in the database. Its secrets are not in here. */
export interface Deployment {
  readonly id: string;
  /** From 1, rises with every edit. */
  readonly revision: number;
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly apiBase: string | null;
  readonly apiVersion: string | null;
  readonly baseModel: string | null;
  /** Prices and whatever else a provider wants to know, by the names of the file. */
  readonly settings: Readonly<Record<string, string>>;
  /** Carried by every call to it. */
  readonly tags: readonly string[];
  /** Null: as the server is set. */
  readonly unpriced: UnpricedPolicy | null;
  readonly weight: number;
  readonly order: number;
  /** What may be shown of its key; null when there is none, or it is too short to show any of it. */
  readonly apiKeyLastFour: string | null;
  /** Names of the settings that are kept sealed. */
  readonly secretSettingNames: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** What is kept sealed. */
export interface DeploymentSecrets {
  readonly apiKey: Secret | null;
  readonly settings: Readonly<Record<string, Secret>>;
}

export const NO_SECRETS: DeploymentSecrets = { apiKey: null, settings: {} };

/** A refusal that the caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID' | 'NOT_FOUND';
  readonly message: string;
  readonly path: readonly string[];
}
