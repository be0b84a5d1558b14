import { randomUUIDv7 } from 'node:crypto';
import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import type { DeploymentConfig } from '../platform/config/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import type { Deployment, Problem } from './deployment.ts';
import type { DeploymentDirectory } from './deployment-directory.ts';
import { checkInput, type DeploymentInput, type DeploymentPatch } from './deployment-input.ts';
import type { DeploymentStore, StoredDeployment } from './deployment-store.ts';
import { lastFourOf } from './last-four.ts';
import { openSecrets, sealSecrets } from './seal-secrets.ts';
import { toConfig } from './to-config.ts';

/** Changes to the stored deployments. Each takes effect in this process before it returns. */
export class DeploymentService {
  readonly #store: DeploymentStore;
  readonly #directory: Pick<DeploymentDirectory, 'reload'>;
  readonly #sealer: Sealer;
  readonly #clock: Clock;
  readonly #judge: (config: DeploymentConfig) => string[];

  constructor(deps: {
    store: DeploymentStore;
    directory: Pick<DeploymentDirectory, 'reload'>;
    sealer: Sealer;
    clock: Clock;
    /** What those who will call it say against it: prices, addresses. */
    judge: (config: DeploymentConfig) => string[];
  }) {
    this.#store = deps.store;
    this.#directory = deps.directory;
    this.#sealer = deps.sealer;
    this.#clock = deps.clock;
    this.#judge = deps.judge;
  }

  async create(input: DeploymentInput, actor: string): Promise<Result<Deployment, Problem[]>> {
    const now = this.#clock.now();
    const created = { revision: 1, createdAt: now, createdBy: actor };
    const made = this.#make(input, { id: randomUUIDv7(), ...created, actor, now });
    if (!made.ok) return made;
    await this.#store.insert(made.value);
    await this.#directory.reload();
    return made;
  }

  /** Refused when somebody else has changed it since `expectedRevision`. */
  async update(
    id: string,
    { patch, expectedRevision }: { patch: DeploymentPatch; expectedRevision: number },
    actor: string,
  ): Promise<Result<Deployment, Problem[]>> {
    const current = await this.#store.find(id);
    if (current === null) return err([NO_SUCH_DEPLOYMENT]);
    if (current.revision !== expectedRevision) return err([CHANGED]);
    const input = this.#patched(current, patch);
    if (!input.ok) return input;
    const { createdAt, createdBy } = current;
    const created = { revision: expectedRevision + 1, createdAt, createdBy };
    const made = this.#make(input.value, { id, ...created, actor, now: this.#clock.now() });
    if (!made.ok) return made;
    if (!(await this.#store.update(made.value, expectedRevision))) return err([CHANGED]);
    await this.#directory.reload();
    return made;
  }

  /** Calls under way finish; its secrets are gone. */
  async remove(id: string): Promise<Result<string, Problem[]>> {
    if (!(await this.#store.remove(id))) return err([NO_SUCH_DEPLOYMENT]);
    await this.#directory.reload();
    return ok(id);
  }

  /** Seals with the present key whatever an older one sealed. Returns how many there were. */
  async resealAll(): Promise<number> {
    let resealed = 0;
    for (const deployment of await this.#store.all()) {
      const { id, sealed, revision } = deployment;
      if (sealed === null || this.#sealer.isCurrent(sealed)) continue;
      const secrets = openSecrets(this.#sealer, id, sealed);
      if (secrets === null) continue;
      const anew = { ...deployment, sealed: sealSecrets(this.#sealer, id, secrets) };
      if (await this.#store.update(anew, revision)) resealed += 1;
    }
    return resealed;
  }

  #make(
    input: DeploymentInput,
    { actor, now, ...identity }: Identity,
  ): Result<StoredDeployment, Problem[]> {
    const problems = checkInput(input);
    if (problems.length > 0) return err(problems);
    const { apiKey, secretSettings, ...facts } = input;
    const secrets = { apiKey, settings: secretSettings };
    const deployment: Deployment = {
      ...facts,
      ...identity,
      apiKeyLastFour: lastFourOf(apiKey),
      secretSettingNames: Object.keys(secretSettings).sort(),
      updatedAt: now,
      updatedBy: actor,
    };
    const against = this.#judge(toConfig(deployment, { secrets, unpriced: 'flag' }));
    if (against.length > 0) return err(against.map(judged));
    return ok({ ...deployment, sealed: sealSecrets(this.#sealer, identity.id, secrets) });
  }

  /** Secrets that do not open are lost, and can only be replaced. */
  #patched(current: StoredDeployment, patch: DeploymentPatch): Result<DeploymentInput, Problem[]> {
    const secrets = openSecrets(this.#sealer, current.id, current.sealed);
    const { apiKey = secrets?.apiKey, secretSettings = secrets?.settings } = patch;
    if (apiKey === undefined || secretSettings === undefined) return err([CANNOT_OPEN]);
    const changes = Object.entries(patch).filter(([, value]) => value !== undefined);
    return ok({ ...current, ...Object.fromEntries(changes), apiKey, secretSettings });
  }
}

interface Identity extends Pick<Deployment, 'id' | 'revision' | 'createdAt' | 'createdBy'> {
  readonly actor: string;
  readonly now: Date;
}

function judged(text: string): Problem {
  const message = text.replace(/^deployment [0-9a-f-]+[.:] ?/, '');
  return { code: 'INVALID', message, path: ['input'] };
}

const NO_SUCH_DEPLOYMENT: Problem = {
  code: 'NOT_FOUND',
  message: 'There is no such deployment in the database',
  path: ['id'],
};

const CHANGED: Problem = {
  code: 'CONFLICT',
  message: 'Somebody else has changed it: look at it again',
  path: ['expectedRevision'],
};

const CANNOT_OPEN: Problem = {
  code: 'INVALID',
  message:
    'Its secrets were sealed with another encryption key: give apiKey and secretSettings again',
  path: ['input', 'apiKey'],
};
