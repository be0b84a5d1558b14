import type { Orm } from '../../platform/orm/index.ts';
import type { DeploymentStore, StoredDeployment } from '../index.ts';
import { DeploymentRecord } from './deployment-record.ts';

export class OrmDeploymentStore implements DeploymentStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async insert(deployment: StoredDeployment): Promise<void> {
    await this.#orm.em.fork().insert(DeploymentRecord, toRecord(deployment));
  }

  async find(id: string): Promise<StoredDeployment | null> {
    const record = await this.#orm.em.fork().findOne(DeploymentRecord, { id });
    return record && toStored(record);
  }

  async update(deployment: StoredDeployment, expectedRevision: number): Promise<boolean> {
    const { id, ...changes } = toRecord(deployment);
    const where = { id, revision: expectedRevision };
    return (await this.#orm.em.fork().nativeUpdate(DeploymentRecord, where, changes)) === 1;
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#orm.em.fork().nativeDelete(DeploymentRecord, { id })) === 1;
  }

  async all(): Promise<StoredDeployment[]> {
    const records = await this.#orm.em.fork().find(DeploymentRecord, {});
    return records.map(toStored);
  }
}

function toRecord({
  order,
  sealed,
  settings,
  tags,
  secretSettingNames,
  ...same
}: StoredDeployment) {
  return {
    id: same.id,
    revision: same.revision,
    modelName: same.modelName,
    provider: same.provider,
    upstreamModel: same.upstreamModel,
    apiBase: same.apiBase,
    apiVersion: same.apiVersion,
    baseModel: same.baseModel,
    settings: { ...settings },
    tags: [...tags],
    unpriced: same.unpriced,
    weight: same.weight,
    routingOrder: order,
    apiKeyLastFour: same.apiKeyLastFour,
    secretSettingNames: [...secretSettingNames],
    sealedSecrets: sealed?.bytes ?? null,
    encryptionKeyId: sealed?.keyId ?? null,
    createdAt: same.createdAt,
    createdBy: same.createdBy,
    updatedAt: same.updatedAt,
    updatedBy: same.updatedBy,
  };
}

function toStored(record: DeploymentRecord): StoredDeployment {
  const { sealedSecrets, encryptionKeyId } = record;
  return {
    id: record.id,
    revision: record.revision,
    modelName: record.modelName,
    provider: record.provider,
    upstreamModel: record.upstreamModel,
    apiBase: record.apiBase ?? null,
    apiVersion: record.apiVersion ?? null,
    baseModel: record.baseModel ?? null,
    settings: record.settings,
    tags: record.tags,
    unpriced: record.unpriced ?? null,
    weight: record.weight,
    order: record.routingOrder,
    apiKeyLastFour: record.apiKeyLastFour ?? null,
    secretSettingNames: record.secretSettingNames,
    sealed:
      sealedSecrets == null || encryptionKeyId == null
        ? null
        : { keyId: encryptionKeyId, bytes: Buffer.from(sealedSecrets) },
    createdAt: record.createdAt,
    createdBy: record.createdBy,
    updatedAt: record.updatedAt,
    updatedBy: record.updatedBy,
  };
}
