import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import type { UnpricedPolicy } from '../index.ts';

/** Table `deployment`. */
export const DeploymentRecord = defineEntity({
  name: 'DeploymentRecord',
  tableName: 'deployment',
  properties: {
    id: p.uuid().primary(),
    revision: p.integer(),
    modelName: p.text(),
    provider: p.text(),
    upstreamModel: p.text(),
    apiBase: p.text().nullable(),
    apiVersion: p.text().nullable(),
    baseModel: p.text().nullable(),
    settings: p.json().$type<Record<string, string>>(),
    tags: p.array(),
    unpriced: p.text().$type<UnpricedPolicy>().nullable(),
    weight: p.float(),
    routingOrder: p.integer(),
    apiKeyLastFour: p.text().nullable(),
    secretSettingNames: p.array(),
    sealedSecrets: p.blob().nullable(),
    encryptionKeyId: p.text().nullable(),
    createdAt: p.datetime(),
    createdBy: p.text(),
    updatedAt: p.datetime(),
    updatedBy: p.text(),
  },
});

export type DeploymentRecord = InferEntity<typeof DeploymentRecord>;
