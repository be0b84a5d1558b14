import { NO_USAGE, type Usage } from '../../../pricing/index.ts';
import { asCount, asList, asObject, type JsonObject } from '../../json.ts';
import type { UsageContext } from '../inference-route.ts';
import { membersOf } from './members.ts';
import { readTokens } from './responses-usage.ts';
import { UnitCounts } from './unit-counts.ts';

/** What an answer, or the event that finishes an image, tells of the images made. */
export interface ReportedImages {
  readonly usage?: unknown;
  readonly size?: unknown;
  readonly quality?: unknown;
}

/** A whole answer: each image counts, and its tokens where they are reported. */
export function imagesInBody(body: Buffer, { request }: UsageContext): Usage | null {
  const { data, ...reported } = membersOf(body, 'data', 'usage', 'size', 'quality');
  const made = asList(data).length;
  return readImageUsage(reported, { made, asked: request.body });
}

/**
 * Images are sold by tokens, or by the piece at a price for each quality and size: both are counted,
 * and the price list says which is charged. What the answer does not say of itself is as it was asked
 * for. Null when it tells of no image and of no tokens.
 */
export function readImageUsage(
  reported: ReportedImages,
  { made, asked }: { made: number; asked: JsonObject },
): Usage | null {
  const tokens = readTokens(reported.usage);
  if (tokens === null && made === 0) return null;
  const details = asObject(asObject(reported.usage)?.['input_tokens_details']);
  const parts = asObject(asObject(reported.usage)?.['output_tokens_details']);
  const units = new UnitCounts();
  units.add('input_image', details?.['image_tokens']);
  // Before it was broken down, the whole output was image.
  units.add('output_image', asCount(parts?.['image_tokens']) ?? tokens?.outputTokens);
  units.add(`output_image_count${variantOf(reported, asked)}`, made);
  return { ...(tokens ?? NO_USAGE), units: units.units };
}

/** `:hd/1024x1024`, as far as it is known. `auto` says nothing. */
function variantOf(reported: ReportedImages, asked: JsonObject): `:${string}` | '' {
  const known = [reported.quality ?? asked['quality'], reported.size ?? asked['size']];
  const parts = known.filter((part) => typeof part === 'string' && part !== '' && part !== 'auto');
  return parts.length === 0 ? '' : `:${parts.join('/')}`;
}
