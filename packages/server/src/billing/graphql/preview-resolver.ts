import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { isWithin } from '../../platform/access/index.ts';
import { type GraphqlContext, Permit, reach } from '../../platform/graphql/index.ts';
import type { RateCardPreviews } from '../index.ts';
import { RateCardPreviewInput, RateCardPreviewPayload, toPreview } from './preview-types.ts';

@Resolver()
export class RateCardPreviewResolver {
  readonly #previews: RateCardPreviews;

  constructor(previews: RateCardPreviews) {
    this.#previews = previews;
  }

  @Query(() => RateCardPreviewPayload, {
    description:
      'What a customer’s usage of a billing period, or a sample, would come to on these terms. Changes nothing.',
  })
  @Permit('MANAGE_PRICES')
  async previewRateCard(
    @Arg('input', () => RateCardPreviewInput) input: RateCardPreviewInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RateCardPreviewPayload> {
    const { terms, customer, at, sample } = input;
    if (customer == null) return payloadOf(await this.#previews.ofSample(terms, sample));
    if (!isWithin(reach(context, 'READ_SPEND'), { customer })) return NO_SUCH_CUSTOMER;
    const whose = { customer: customer.replaceAll('\0', ''), at: at ?? null };
    return payloadOf(await this.#previews.ofCustomer(terms, whose));
  }
}

const NO_SUCH_CUSTOMER: RateCardPreviewPayload = {
  preview: null,
  userErrors: [{ code: 'NOT_FOUND', message: 'There is no such customer', path: ['customer'] }],
};

function payloadOf(
  answer: Awaited<ReturnType<RateCardPreviews['ofSample']>>,
): RateCardPreviewPayload {
  if (!answer.ok) return { preview: null, userErrors: answer.error };
  return { preview: toPreview(answer.value), userErrors: [] };
}
