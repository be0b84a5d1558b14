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
  /** An array, because every call goes through it. */
  readonly #shapes: Shape<T>[] = [];

  constructor(items: readonly T[] = []) {
    for (const item of items) this.add(item);
  }

  add(item: T): void {
    const dimensions = dimensionsOf(item.scope);
    const shape = this.#shapeOf(dimensions) ?? { dimensions, byValues: new Map<string, T[]>() };
    if (shape.byValues.size === 0) this.#shapes.push(shape);
    const values = keyOf(dimensions, item.scope);
    const known = shape.byValues.get(values);
    if (known === undefined) shape.byValues.set(values, [item]);
    else known.push(item);
  }

  /** Takes out what was added; nothing else that is equal to it. */
  remove(item: T): void {
    const dimensions = dimensionsOf(item.scope);
    const shape = this.#shapeOf(dimensions);
    const values = keyOf(dimensions, item.scope);
    const left = shape?.byValues.get(values)?.filter((each) => each !== item) ?? [];
    if (left.length > 0) shape?.byValues.set(values, left);
    else shape?.byValues.delete(values);
    if (shape?.byValues.size === 0) this.#shapes.splice(this.#shapes.indexOf(shape), 1);
  }

  #shapeOf(dimensions: readonly Dimension[]): Shape<T> | undefined {
    const name = dimensions.join();
    return this.#shapes.find((shape) => shape.dimensions.join() === name);
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

function keyOf(dimensions: readonly Dimension[], scope: Scope): string {
  return dimensions.map((each) => scope[each]).join(SEPARATOR);
}
