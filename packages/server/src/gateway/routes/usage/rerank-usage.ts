import { NO_USAGE, type Usage } from '../../../pricing/index.ts';
import { asCount, asObject } from '../../json.ts';
import type { UsageContext } from '../inference-route.ts';
import { membersOf } from './members.ts';
import { readOpenAiUsage } from './openai-usage.ts';
import { UnitCounts } from './unit-counts.ts';

/**
 * Rerankers report tokens as chats do (Together), in a total alone (Jina, Voyage), or what they bill
 * in `meta.billed_units`: searches or tokens (Cohere's "Rerank" reference). Null when they report none.
 */
export function rerankInBody(body: Buffer, context: UsageContext): Usage | null {
  const { usage, meta } = membersOf(body, 'usage', 'meta');
  const reported = readOpenAiUsage({ usage }, context);
  if (reported !== null) return reported;
  const billed = asObject(asObject(meta)?.['billed_units']);
  const input = asCount(asObject(usage)?.['total_tokens']) ?? asCount(billed?.['input_tokens']);
  const units = new UnitCounts();
  units.add('query', billed?.['search_units']);
  if (input === null && billed === null) return null;
  return { ...NO_USAGE, inputTokens: input ?? 0, units: units.units };
}
