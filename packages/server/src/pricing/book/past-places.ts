import { ownSubject, type PricedModel, placesOf } from './places.ts';
import type { Place, PriceBook } from './price-book.ts';

/** A model as a recorded event names it. */
export interface CalledModel {
  /** The name the caller used: of a fallback, the one it stood in for. */
  readonly model: string;
  readonly provider: string;
  readonly upstreamModel: string;
}

export interface NamedDeployment extends PricedModel {
  readonly modelName: string;
}

const AS = ' as ';

/** Where the price of a past call is looked for: by the deployments there are now, and by the own prices there have been. */
export class PastPlaces {
  readonly #deployments: ReadonlyMap<string, NamedDeployment[]>;
  /** Names that callers reach `provider/model` by. */
  readonly #names = new Map<string, Set<string>>();
  readonly #known = new Map<string, readonly Place[] | null>();

  constructor(book: PriceBook, deployments: readonly NamedDeployment[]) {
    this.#deployments = Map.groupBy(deployments, subjectOf);
    for (const deployment of deployments) this.#add(subjectOf(deployment), deployment.modelName);
    for (const { layer, subject } of book.timelines()) {
      const at = subject.lastIndexOf(AS);
      if (layer !== 'config' && layer !== 'fallback') continue;
      if (at > 0) this.#add(subject.slice(0, at), subject.slice(at + AS.length));
    }
  }

  /** Null when it cannot be told which of several deployments answered: no price is guessed between them. */
  of(called: CalledModel): readonly Place[] | null {
    const key = JSON.stringify([called.model, called.provider, called.upstreamModel]);
    let places = this.#known.get(key);
    if (places === undefined) {
      places = this.#find(called);
      this.#known.set(key, places);
    }
    return places;
  }

  #find(called: CalledModel): Place[] | null {
    const names = [...(this.#names.get(subjectOf(called)) ?? [])];
    const name = names.includes(called.model) ? called.model : names[0];
    if (name !== undefined && name !== called.model && names.length > 1) return null;
    const deployment = this.#deployments
      .get(subjectOf(called))
      ?.find(({ modelName }) => modelName === name);
    const { provider, upstreamModel } = called;
    const subject = ownSubject(name ?? called.model, called);
    return [
      { layer: 'config', subject },
      ...placesOf({ provider, upstreamModel, baseModel: deployment?.baseModel ?? null }),
      { layer: 'fallback', subject },
    ];
  }

  #add(subject: string, name: string): void {
    const names = this.#names.get(subject) ?? new Set();
    this.#names.set(subject, names.add(name));
  }
}

function subjectOf({ provider, upstreamModel }: Omit<PricedModel, 'baseModel'>): string {
  return `${provider}/${upstreamModel}`;
}
