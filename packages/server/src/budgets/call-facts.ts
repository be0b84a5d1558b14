import type { Scope } from './scope.ts';

/** Who a call is for and what it asks for: all that decides which budgets and limits it falls under. */
export interface CallFacts {
  readonly id: string;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly apiKeyId: string | null;
  readonly customer: string | null;
  readonly tags: readonly string[];
  readonly model: string;
  /** Of every deployment the call may reach, each once. */
  readonly providers: readonly string[];
}

/** Whether a call is within a scope; with a provider, that one alone counts. */
export function isWithin(scope: Scope, call: CallFacts, provider: string | null = null): boolean {
  if (scope.customer !== undefined && scope.customer !== call.customer) return false;
  if (scope.apiKeyId !== undefined && scope.apiKeyId !== call.apiKeyId) return false;
  if (scope.teamId !== undefined && scope.teamId !== call.teamId) return false;
  if (scope.userId !== undefined && scope.userId !== call.userId) return false;
  if (scope.model !== undefined && scope.model !== call.model) return false;
  if (scope.tag !== undefined && !call.tags.includes(scope.tag)) return false;
  if (scope.provider === undefined) return true;
  return provider === null ? call.providers.includes(scope.provider) : scope.provider === provider;
}
