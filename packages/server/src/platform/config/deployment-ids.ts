import { createHash } from 'node:crypto';
import type { DeploymentEntry } from './file-schema.ts';

/**
 * Ids of the file's deployments: their own `model_info.id`, or one that follows from what they are, so
 * that it survives a restart and another order of the file. Of entries that are alike, the first to
 * stand there is the first.
 */
export class DeploymentIds {
  readonly #taken = new Set<string>();

  /** Null when the id is another one's. */
  idOf({ model_name, litellm_params, model_info }: DeploymentEntry): string | null {
    if (model_info.id !== undefined) return this.#take(model_info.id);
    const { model, api_base = '' } = litellm_params;
    for (let copy = 0; ; copy += 1) {
      const id = this.#take(digest([model_name, model, api_base, String(copy)]));
      if (id !== null) return id;
    }
  }

  #take(id: string): string | null {
    if (this.#taken.has(id)) return null;
    this.#taken.add(id);
    return id;
  }
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
