import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ApiKey } from '../../identity/graphql/index.ts';
import { type GraphqlContext, orBadInput, Permit, reach } from '../../platform/graphql/index.ts';
import { type Reporting, rangeText } from '../index.ts';
import { RangeInput } from './range-types.ts';
import { Totals, toTotals } from './totals-type.ts';

@Resolver(() => ApiKey)
export class ApiKeyTotalsResolver {
  readonly #reporting: Reporting;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  @FieldResolver(() => Totals, { description: 'Of all time without a range.' })
  @Permit('READ_SPEND', { own: true })
  async totals(
    @Root() { uuid }: ApiKey,
    @Ctx() context: GraphqlContext,
    @Arg('range', () => RangeInput, { nullable: true }) rangeInput?: RangeInput | null,
  ): Promise<Totals> {
    const range = rangeInput == null ? null : orBadInput(this.#reporting.resolveRange(rangeInput));
    const totals = await context.loaders.load(
      this.#reporting.apiKeyTotals,
      { id: uuid, range, reach: reach(context, 'READ_SPEND') },
      (key) => `${rangeText(key.range)} ${key.id}`,
    );
    return toTotals(totals);
  }
}
