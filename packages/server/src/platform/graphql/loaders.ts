import DataLoader, { type BatchLoadFn } from 'dataloader';

/**
 * The DataLoaders of one operation, one for each batch function: children of a list become one
 * statement. Keep the batch function stable (a field of the resolver), its identity is the key.
 */
export class Loaders {
  readonly #loaders = new Map<unknown, unknown>();

  load<K, V>(batch: BatchLoadFn<K, V>, key: K, toText: (key: K) => string = String): Promise<V> {
    return this.#loaderOf(batch, toText).load(key);
  }

  clear(): void {
    this.#loaders.clear();
  }

  #loaderOf<K, V>(batch: BatchLoadFn<K, V>, toText: (key: K) => string): DataLoader<K, V, string> {
    const known = this.#loaders.get(batch) as DataLoader<K, V, string> | undefined;
    if (known !== undefined) return known;
    const loader = new DataLoader<K, V, string>(batch, { cacheKeyFn: toText });
    this.#loaders.set(batch, loader);
    return loader;
  }
}
