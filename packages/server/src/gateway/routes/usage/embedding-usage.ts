import { NO_USAGE, type Usage } from '../../../pricing/index.ts';
import { asCount, asObject } from '../../json.ts';
import type { UsageContext } from '../inference-route.ts';
import { membersOf } from './members.ts';
import { readOpenAiUsage } from './openai-usage.ts';

/** Embeddings report their input as chats do, or in a total alone ("Text embeddings", Voyage AI). */
export function embeddingsInBody(body: Buffer, context: UsageContext): Usage | null {
  const reported = membersOf(body, 'usage', 'service_tier');
  const usage = readOpenAiUsage(reported, context);
  if (usage !== null) return usage;
  const total = asCount(asObject(reported.usage)?.['total_tokens']);
  return total === null ? null : { ...NO_USAGE, inputTokens: total };
}
