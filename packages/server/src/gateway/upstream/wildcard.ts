import { isPlainText, NamePattern } from '../../kernel/index.ts';
import { ANY_PROVIDER, type DeploymentConfig } from '../../platform/config/index.ts';
import { isKnown } from './providers.ts';

/** As the configuration writes it where a call names provider and model. */
const ANY_TARGET = '*';
const LONGEST_NAME = 256;
/** The provider has no slash in its name; its models may have them in theirs. */
const TARGET = /^([^/]+)\/(.+)$/s;
const CHECK_SETTING = 'health_check_model';

/**
 * A deployment whose model name is a pattern, read: each name it takes in stands for a target,
 * `provider/model`, and each target for what the configuration would say if it stood there written out.
 */
export class Wildcard {
  readonly name: NamePattern;
  readonly #config: DeploymentConfig;
  readonly #target: NamePattern;
  readonly #base: NamePattern | null;

  constructor(config: DeploymentConfig) {
    const { modelName, provider, upstreamModel, baseModel } = config;
    this.#config = config;
    this.name = new NamePattern(modelName);
    this.#target = new NamePattern(
      provider === ANY_PROVIDER ? ANY_TARGET : `${provider}/${upstreamModel}`,
    );
    this.#base = baseModel === null ? null : new NamePattern(baseModel);
  }

  /** Null when nothing in it is a pattern. */
  static in(config: DeploymentConfig): Wildcard | null {
    const { modelName, provider, upstreamModel, baseModel } = config;
    const texts = [modelName, provider, upstreamModel, baseModel ?? ''];
    return texts.some((text) => NamePattern.is(text)) ? new Wildcard(config) : null;
  }

  /** What is wrong with it, and the member that is about; null when nothing is. */
  get problem(): string | null {
    const { provider, upstreamModel, apiKey, apiBase } = this.#config;
    const isAny = provider === ANY_PROVIDER;
    if (isAny ? upstreamModel !== ANY_TARGET : NamePattern.is(provider)) {
      const model = `${provider}/${upstreamModel}`;
      return `litellm_params.model: "${model}" must name its provider, or be just "*"`;
    }
    if (isAny && (apiKey !== null || apiBase !== null)) return OPEN_TO_ANY;
    return (
      mismatch('litellm_params.model', this.#target, this.name) ??
      (this.#base && mismatch('model_info.base_model', this.#base, this.#target)) ??
      this.#problemOfCheck()
    );
  }

  /** What a name stands for; null when it is not taken in. */
  targetOf(name: string): string | null {
    const isName = isPlainText(name, LONGEST_NAME) && name.trim() === name;
    const parts = isName && !NamePattern.is(name) ? this.name.match(name) : null;
    return parts && this.#target.fill(parts);
  }

  /** By LiteLLM's `model_info.health_check_model`; else the only one there is, if there is one. */
  get checkedTarget(): string | null {
    const said = this.#config.settings[CHECK_SETTING];
    if (said === undefined) return this.#target.stars === 0 ? this.#target.text : null;
    const { provider } = this.#config;
    const isTarget = provider === ANY_PROVIDER || said.startsWith(`${provider}/`);
    return isTarget ? said : `${provider}/${said}`;
  }

  /** Null when there is no such target, or it cannot be put into an address. */
  configOf(target: string): DeploymentConfig | null {
    const parts = this.#target.match(target);
    const [, provider = '', upstreamModel = ''] = TARGET.exec(target) ?? [];
    const { id, accessTo } = this.#config;
    // Without an address of its own, nobody else can be called.
    const isReachable = accessTo === null || isKnown(provider);
    if (parts === null || !isReachable || !isAddressable(upstreamModel)) return null;
    return {
      ...this.#config,
      ...accessTo?.(provider),
      id: `${id}/${Buffer.from(target).toString('base64url')}`,
      // All of its names lead to the one target, or each name to one.
      modelName: parts.length === 0 ? this.name.text : this.name.fill(parts),
      provider,
      upstreamModel,
      baseModel: this.#base?.fill(parts) ?? null,
    };
  }

  /** The target in an id that `configOf` gave; null for any other. */
  targetIn(id: string): string | null {
    const start = `${this.#config.id}/`;
    if (!id.startsWith(start)) return null;
    return Buffer.from(id.slice(start.length), 'base64url').toString();
  }

  /** Whose published models tell which names there are. */
  get publisher(): string {
    return TARGET.exec(this.#published.text)?.[1] ?? ANY_PROVIDER;
  }

  /** The name for a published `provider/model`, if there is one. */
  namesOfPublished(published: string): string[] {
    const parts = this.#published.match(published);
    return parts === null || parts.length === 0 ? [] : [this.name.fill(parts)];
  }

  get #published(): NamePattern {
    const base = this.#base;
    if (base === null || base.stars === 0) return this.#target;
    return base.text.includes('/')
      ? base
      : new NamePattern(`${this.#config.provider}/${base.text}`);
  }

  #problemOfCheck(): string | null {
    const target = this.checkedTarget;
    if (target === null || this.configOf(target) !== null) return null;
    return `model_info.${CHECK_SETTING}: "${target}" is not one of "${this.#target.text}"`;
  }
}

const OPEN_TO_ANY =
  'litellm_params.model: with "*" a key or an address would be for whatever provider a caller names: give them to an entry that names its provider';

/** Each * of a text takes what the * in the same place stands for. */
function mismatch(member: string, pattern: NamePattern, filling: NamePattern): string | null {
  if (pattern.stars === 0 || pattern.stars === filling.stars) return null;
  return `${member}: "${pattern.text}" must have as many * as "${filling.text}", or none`;
}

/** Some providers have the model in the address: no part of it may lead elsewhere there. */
function isAddressable(model: string): boolean {
  return model !== '' && !model.split(/[/\\]/).some((part) => part === '.' || part === '..');
}
