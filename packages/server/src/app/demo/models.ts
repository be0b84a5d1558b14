import { DeploymentPrice, placesOf, shippedBook } from '../../pricing/index.ts';

/** A real model at its published prices. */
export interface DemoModel {
  readonly name: string;
  readonly provider: string;
  readonly price: DeploymentPrice;
  /** Whether it thinks before it answers, which is billed as output. */
  readonly reasons: boolean;
}

/** By the name that callers use. */
export const MODELS = {
  'gpt-4o-mini': model('openai', 'gpt-4o-mini'),
  'gpt-4o': model('openai', 'gpt-4o'),
  'gpt-4.1': model('openai', 'gpt-4.1'),
  'gpt-5-mini': model('openai', 'gpt-5-mini', { reasons: true }),
  'o4-mini': model('openai', 'o4-mini', { reasons: true }),
  'claude-sonnet-4-5': model('anthropic', 'claude-sonnet-4-5'),
  'claude-haiku-4-5': model('anthropic', 'claude-haiku-4-5'),
  'gemini-2.5-pro': model('gemini', 'gemini-2.5-pro', { reasons: true }),
  'gemini-2.5-flash': model('gemini', 'gemini-2.5-flash'),
  'grok-code-fast-1': model('xai', 'grok-code-fast-1', { reasons: true }),
} as const;

export type ModelName = keyof typeof MODELS;

function model(provider: string, name: string, { reasons = false } = {}): DemoModel {
  const places = placesOf({ provider, upstreamModel: name, baseModel: null });
  const price = new DeploymentPrice({ own: null, book: shippedBook(), places, fallback: null });
  return { name, provider, price, reasons };
}
