import type { CallFacts } from './call-facts.ts';
import { type Dimension, dimensionsOf, type Scope } from './scope.ts';

/** Scopes made of the same dimensions, found by their values. */
interface Shape<T> {
  readonly dimensions: readonly Dimension[];
  readonly byValues: Map<string, T[]>;
}

/** No value of a scope holds a control character. */
const SEPARATOR = '\n';
const ANY: readonly null[] = [null];

/** Finds what is said about the scopes of a call, at the cost of a look-up for each shape of scope in use. */
export class ScopeIndex<T extends { readonly scope: Scope }> {
  readonly #shapes: readonly Shape<T>[];

  constructor(items: readonly T[]) {
    const shapes = new Map<string, Shape<T>>();
    for (const item of items) {
      const dimensions = dimensionsOf(item.scope);
      const name = dimensions.join();
      const shape = shapes.get(name) ?? { dimensions, byValues: new Map<string, T[]>() };
      shapes.set(name, shape);
      const values = dimensions.map((each) => item.scope[each]).join(SEPARATOR);
      const known = shape.byValues.get(values);
      if (known === undefined) shape.byValues.set(values, [item]);
      else known.push(item);
    }
    this.#shapes = [...shapes.values()];
  }

  forEachOf(call: CallFacts, visit: (item: T) => void): void {
    for (const { dimensions, byValues } of this.#shapes) {
      const tags = dimensions.includes('tag') ? call.tags : ANY;
      const providers = dimensions.includes('provider') ? call.providers : ANY;
      for (const tag of tags) {
        for (const provider of providers) {
          const values = valuesOf(dimensions, call, tag, provider);
          const found = values === null ? undefined : byValues.get(values);
          if (found !== undefined) for (const item of found) visit(item);
        }
      }
    }
  }
}

function valuesOf(
  dimensions: readonly Dimension[],
  call: CallFacts,
  tag: string | null,
  provider: string | null,
): string | null {
  let values = '';
  for (let at = 0; at < dimensions.length; at += 1) {
    const dimension = dimensions[at] as Dimension;
    const value = dimension === 'tag' ? tag : dimension === 'provider' ? provider : call[dimension];
    if (value === null) return null;
    values = at === 0 ? value : values + SEPARATOR + value;
  }
  return values;
}
