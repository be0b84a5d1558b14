import { NO_USAGE, type Usage } from '../../../pricing/index.ts';
import { asObject } from '../../json.ts';
import { membersOf } from './members.ts';
import { readTokens } from './responses-usage.ts';
import { millisecondsOf, UnitCounts } from './unit-counts.ts';

/**
 * A transcript is billed by tokens or by time: `usage` says `tokens` or `duration`; a verbose answer
 * without it still has its `duration`; Mistral counts tokens as in a chat and has the seconds beside
 * them. Null when nothing of that is told.
 */
export function transcriptInBody(body: Buffer): Usage | null {
  return readTranscriptUsage(membersOf(body, 'usage', 'duration'));
}

export function readTranscriptUsage(reported: {
  usage?: unknown;
  duration?: unknown;
}): Usage | null {
  const usage = asObject(reported.usage);
  const tokens = readTokens(usage) ?? readTokens(inResponsesWords(usage));
  const heardMs = millisecondsOf(
    usage?.['seconds'] ?? usage?.['prompt_audio_seconds'] ?? durationOf(reported.duration),
  );
  if (tokens === null && heardMs === null) return null;
  const units = new UnitCounts();
  units.add('input_audio_ms', heardMs);
  return { ...(tokens ?? NO_USAGE), units: units.units };
}

function inResponsesWords(usage: ReturnType<typeof asObject>) {
  if (usage === null || !('prompt_tokens' in usage)) return null;
  return { input_tokens: usage['prompt_tokens'], output_tokens: usage['completion_tokens'] };
}

/** OpenAI's older answers have it as text. */
function durationOf(duration: unknown): unknown {
  return typeof duration === 'string' && duration !== '' ? Number(duration) : duration;
}
