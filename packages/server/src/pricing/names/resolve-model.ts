import { findProvider, type ModelInfo, type Provider } from '@pydantic/genai-prices';
import { matches } from './match.ts';
import { customisedFrom, familyOf, fineTunedFrom, spellingsOf } from './spellings.ts';

/** One thing that was tried to find a model, and what it found. */
export interface ResolutionStep {
  readonly rule:
    | 'provider'
    | 'own name'
    | 'published pattern'
    | 'price of its makers'
    | 'fine-tune'
    | 'snapshot'
    | 'latest';
  /** What was looked for, for people: `gpt-4o-2024-08-06 in openai`. */
  readonly tried: string;
  /** `provider/model` of the catalogue. */
  readonly found: readonly string[];
}

/** Which model of the catalogue a name is, and how that was found. */
export interface ModelResolution {
  /** `provider/model` by the catalogue's own ids; null when there is none, or no one price. */
  readonly subject: string | null;
  /** In order; the last one decided. */
  readonly steps: readonly ResolutionStep[];
  /** What it may be, where that is not one price: nobody guesses between two. */
  readonly candidates: readonly string[];
}

interface Listed {
  readonly provider: Provider;
  readonly model: ModelInfo;
}

/**
 * Finds the model of a provider (the catalogue's id of it). In order, the first that finds anything
 * decides: the model whose own name it is, in each spelling; the models whose published patterns take
 * it in; the same two at whoever the catalogue says this provider sells for at their price. A fine-tune
 * that is not listed ends there, for it does not cost what its base model does. A dated snapshot or `-latest`
 * nobody lists is of its family. Where what was found has different prices, nothing is chosen.
 */
export function resolveModel(providerId: string, name: string): ModelResolution {
  const provider = findProvider({ providerId });
  if (provider === undefined || provider.id !== providerId) {
    const step: ResolutionStep = { rule: 'provider', tried: providerId, found: [] };
    return { subject: null, steps: [step], candidates: [] };
  }
  return new Search(provider, name).resolve();
}

class Search {
  readonly #provider: Provider;
  readonly #spellings: readonly { name: string; why: string }[];
  readonly #steps: ResolutionStep[] = [];

  constructor(provider: Provider, name: string) {
    this.#provider = provider;
    this.#spellings = spellingsOf(name);
  }

  resolve(): ModelResolution {
    const found =
      this.#try('own name', (name) => ownNames(this.#provider, name)) ??
      this.#fineTune(customisedFrom) ??
      this.#try('published pattern', (name) => patterns(this.#provider, name)) ??
      this.#atMakers() ??
      this.#fineTune(fineTunedFrom) ??
      this.#family() ??
      [];
    return this.#decide(found);
  }

  /** Azure sells what OpenAI makes at OpenAI's price, and so on; the catalogue says for whom. */
  #atMakers(): Listed[] | null {
    for (const providerId of this.#provider.fallback_model_providers ?? []) {
      const maker = findProvider({ providerId });
      if (maker === undefined) continue;
      const listed = this.#try(
        'price of its makers',
        (name) => orElse(ownNames(maker, name), () => patterns(maker, name)),
        maker,
      );
      if (listed !== null) return listed;
    }
    return null;
  }

  /** What somebody made of a model is nobody's list price. */
  #fineTune(baseOf: (name: string) => string | null): Listed[] | null {
    const base = baseOf(this.#spellings[0]?.name ?? '');
    if (base === null) return null;
    this.#steps.push({ rule: 'fine-tune', tried: `prices of fine-tunes of ${base}`, found: [] });
    return [];
  }

  /** Every state of the model that the catalogue lists must cost the same, or this one could cost either. */
  #family(): Listed[] | null {
    for (const { name } of this.#spellings) {
      const family = familyOf(name);
      if (family === null) continue;
      const whole = orElse(ownNames(this.#provider, family.name), () =>
        patterns(this.#provider, family.name),
      );
      const states = this.#provider.models.filter(
        (model) => familyOf(model.id.toLowerCase())?.name === family.name,
      );
      const listed = [...whole, ...states.map((model) => ({ provider: this.#provider, model }))];
      this.#note(family.what, family.name, listed);
      if (listed.length > 0) return listed;
    }
    return null;
  }

  #try(
    rule: ResolutionStep['rule'],
    find: (name: string) => Listed[],
    provider: Provider = this.#provider,
  ): Listed[] | null {
    for (const { name } of this.#spellings) {
      const listed = find(name);
      this.#note(rule, name, listed, provider);
      if (listed.length > 0) return listed;
    }
    return null;
  }

  #note(
    rule: ResolutionStep['rule'],
    name: string,
    listed: readonly Listed[],
    provider: Provider = this.#provider,
  ): void {
    const found = [...new Set(listed.map(subjectOf))];
    this.#steps.push({ rule, tried: `${name} in ${provider.id}`, found });
  }

  #decide(listed: readonly Listed[]): ModelResolution {
    const prices = new Set(listed.map(({ model }) => JSON.stringify(model.prices)));
    const [first] = listed;
    const one = first !== undefined && prices.size === 1;
    return {
      subject: one ? subjectOf(first) : null,
      steps: this.#steps,
      candidates: one ? [] : [...new Set(listed.map(subjectOf))],
    };
  }
}

function ownNames(provider: Provider, name: string): Listed[] {
  const model = provider.models.find((each) => each.id.toLowerCase() === name);
  return model === undefined ? [] : [{ provider, model }];
}

function patterns(provider: Provider, name: string): Listed[] {
  return provider.models
    .filter((model) => matches(model.match, name))
    .map((model) => ({ provider, model }));
}

function orElse(first: Listed[], other: () => Listed[]): Listed[] {
  return first.length > 0 ? first : other();
}

function subjectOf({ provider, model }: Listed): string {
  return `${provider.id}/${model.id}`;
}
