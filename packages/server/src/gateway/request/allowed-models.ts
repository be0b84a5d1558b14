import type { Refusal } from '../response/refusal.ts';
import type { GatewayKey } from './authenticate.ts';

const LONGEST_SHOWN = 200;

/** Whether a key may ask for a model by this name. */
export function mayUse({ models }: Pick<GatewayKey, 'models'>, name: string): boolean {
  return models === null || models.some((allowed) => covers(allowed, name));
}

/** Says no before it is said whether there is such a model: a key learns nothing beyond its own. */
export function modelObjection(key: Pick<GatewayKey, 'models'>, name: string): Refusal | null {
  if (mayUse(key, name)) return null;
  const message = `This API key may not use the model "${name.slice(0, LONGEST_SHOWN)}". GET /v1/models lists those it may.`;
  return { code: 'model_not_allowed', message, param: 'model' };
}

function covers(allowed: string, name: string): boolean {
  if (!allowed.endsWith('*')) return allowed === name;
  return name.startsWith(allowed.slice(0, -1));
}
