import type { DeploymentConfig } from '../../platform/config/index.ts';

/** How much a model reads and writes at most; null where nobody said. */
export interface ModelLimits {
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
}

/** Published longest answers. A family stands before the wider one it belongs to. */
const LONGEST_ANSWERS: readonly (readonly [RegExp, number])[] = [
  [/gpt-5/, 128_000],
  [/gpt-4\.1/, 32_768],
  [/gpt-4o|chatgpt-4o/, 16_384],
  [/gpt-4-(turbo|1106|0125|vision)/, 4_096],
  [/gpt-4/, 8_192],
  [/gpt-3\.5/, 4_096],
  [/(^|\/)o[134](-|$)/, 100_000],
  [/claude-(opus-4-1|opus-4-2|opus-4@|4-opus)/, 32_000],
  [/claude-(opus|sonnet|haiku)-4/, 64_000],
  [/claude-3[-.]7/, 128_000],
  [/claude-3[-.]5/, 8_192],
  [/claude-3/, 4_096],
  [/gemini-(2\.5|3)/, 65_536],
  [/gemini-(1\.5|2\.0)/, 8_192],
];

/** What the configuration says (`max_output_tokens` or `max_tokens`, `max_input_tokens`), else what is published. */
export function modelLimits({ settings, upstreamModel, baseModel }: DeploymentConfig): ModelLimits {
  const name = baseModel ?? upstreamModel;
  return {
    maxInputTokens: wholeNumber(settings['max_input_tokens']),
    maxOutputTokens:
      wholeNumber(settings['max_output_tokens']) ??
      wholeNumber(settings['max_tokens']) ??
      LONGEST_ANSWERS.find(([family]) => family.test(name))?.[1] ??
      null,
  };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}
