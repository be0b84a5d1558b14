import { inOrder } from './in-order.ts';
import type { Team, TeamStore } from './team.ts';

export class TeamService {
  readonly #store: TeamStore;

  constructor(deps: { store: TeamStore }) {
    this.#store = deps.store;
  }

  /** One entry for each id, in order; null where there is no such team. */
  async byIds(ids: readonly string[]): Promise<(Team | null)[]> {
    return inOrder(ids, await this.#store.byIds(ids));
  }
}
