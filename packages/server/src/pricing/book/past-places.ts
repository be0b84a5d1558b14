import { NamePattern } from '../../kernel/index.ts';
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

/** A deployment whose name is a pattern, or one there has been. */
interface PastPattern {
  readonly name: NamePattern;
  /** Its `provider/model`. */
  readonly subject: NamePattern;
  readonly base: NamePattern | null;
  /** Whether it says something of prices that the models it leads to do not say themselves. */
  readonly hasOwn: boolean;
}

const AS = ' as ';

/** Where the price of a past call is looked for: by the deployments there are now, and by the own prices there have been. */
export class PastPlaces {
  readonly #deployments: ReadonlyMap<string, NamedDeployment[]>;
  /** Names that callers reach `provider/model` by. */
  readonly #names = new Map<string, Set<string>>();
  /** The more specific first. */
  readonly #patterns: readonly PastPattern[];
  readonly #known = new Map<string, readonly Place[] | null>();

  constructor(book: PriceBook, deployments: readonly NamedDeployment[]) {
    this.#deployments = Map.groupBy(deployments, subjectOf);
    for (const deployment of deployments) this.#add(subjectOf(deployment), deployment.modelName);
    const priced = new Set<string>();
    for (const { layer, subject } of book.timelines()) {
      const at = subject.lastIndexOf(AS);
      if (layer !== 'config' && layer !== 'fallback') continue;
      if (at > 0) this.#add(subject.slice(0, at), subject.slice(at + AS.length));
      priced.add(subject);
    }
    this.#patterns = this.#findPatterns(priced);
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
    const subject = subjectOf(called);
    const names = [...(this.#names.get(subject) ?? [])].filter((name) => !NamePattern.is(name));
    if (names.includes(called.model)) return this.#placesOfNamed(called, called.model);
    const patterns = this.#patterns.filter((each) => each.subject.match(subject) !== null);
    const pattern = patterns.find(({ name }) => name.match(called.model) !== null);
    if (pattern !== undefined) return placesOfPattern(called, pattern);
    const [other, ...more] = patterns.filter(({ hasOwn }) => hasOwn);
    if (names.length + more.length + (other ? 1 : 0) > 1) return null;
    return other === undefined
      ? this.#placesOfNamed(called, names[0] ?? called.model)
      : placesOfPattern(called, other);
  }

  #placesOfNamed(called: CalledModel, name: string): Place[] {
    const baseModel = this.#baseModelOf(subjectOf(called), name);
    return placesAround(called, { subject: ownSubject(name, called), baseModel });
  }

  #baseModelOf(subject: string, name: string): string | null {
    const deployments = this.#deployments.get(subject);
    return deployments?.find(({ modelName }) => modelName === name)?.baseModel ?? null;
  }

  #findPatterns(priced: ReadonlySet<string>): PastPattern[] {
    const patterns = [...this.#names].flatMap(([subject, names]) =>
      [...names].filter(NamePattern.is).map((name) => {
        const base = this.#baseModelOf(subject, name);
        return {
          name: new NamePattern(name),
          subject: new NamePattern(subject),
          base: base === null ? null : new NamePattern(base),
          hasOwn: base !== null || priced.has(subject + AS + name),
        };
      }),
    );
    return patterns.sort((a, b) => a.name.compare(b.name));
  }

  #add(subject: string, name: string): void {
    const names = this.#names.get(subject) ?? new Set();
    this.#names.set(subject, names.add(name));
  }
}

function placesOfPattern(called: CalledModel, { name, subject, base }: PastPattern): Place[] {
  const parts = name.match(called.model) ?? subject.match(subjectOf(called)) ?? [];
  return placesAround(called, {
    subject: subject.text + AS + name.text,
    baseModel: base?.fill(parts) ?? null,
  });
}

/** What the configuration says comes first, and last what it says where nothing else is known. */
function placesAround(
  { provider, upstreamModel }: CalledModel,
  { subject, baseModel }: { subject: string; baseModel: string | null },
): Place[] {
  return [
    { layer: 'config', subject },
    ...placesOf({ provider, upstreamModel, baseModel }),
    { layer: 'fallback', subject },
  ];
}

function subjectOf({ provider, upstreamModel }: Omit<PricedModel, 'baseModel'>): string {
  return `${provider}/${upstreamModel}`;
}
