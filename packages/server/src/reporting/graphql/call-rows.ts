import type { Reach } from '../../platform/access/index.ts';
import { type GraphqlContext, reach } from '../../platform/graphql/index.ts';
import { type Reporting, readCallRows, type SpendEvent } from '../index.ts';

interface CallKey {
  readonly callId: string;
  readonly reach: Reach;
}

/** Finds every row of a call that its reader may see: one statement for all calls of an operation. */
export class CallRows {
  readonly #reporting: Reporting;
  readonly #read = async (keys: readonly CallKey[]): Promise<SpendEvent[][]> => {
    const [first] = keys;
    if (first === undefined) return [];
    const rows = await this.#reporting.snapshot((db) =>
      readCallRows(
        db,
        keys.map((key) => key.callId),
        first.reach,
      ),
    );
    const calls = Map.groupBy(rows, (row) => row.callId);
    return keys.map((key) => calls.get(key.callId) ?? []);
  };

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  of(context: GraphqlContext, callId: string): Promise<SpendEvent[]> {
    const key = { callId, reach: reach(context, 'READ_SPEND') };
    return context.loaders.load(this.#read, key, ({ callId: id }) => id);
  }
}
