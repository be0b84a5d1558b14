import { inOrder } from './in-order.ts';
import type { User, UserStore } from './user.ts';

export class UserService {
  readonly #store: UserStore;

  constructor(deps: { store: UserStore }) {
    this.#store = deps.store;
  }

  /** One entry for each id, in order; null where there is no such user. */
  async byIds(ids: readonly string[]): Promise<(User | null)[]> {
    return inOrder(ids, await this.#store.byIds(ids));
  }
}
