import type {
  AdmissionRefusal,
  BudgetRefusal,
  Dimension,
  RateRefusal,
  Scope,
} from '../../budgets/index.ts';
import { formatPico, toPico } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';

export interface RefusalView {
  readonly now: Date;
  /** Whether the caller may see amounts and the names of scopes. */
  readonly showsBudgets: boolean;
}

/** What the caller is told of a call that was not let in. */
export function refusalFor(refused: AdmissionRefusal, view: RefusalView): Refusal {
  switch (refused.code) {
    case 'blocked':
      return {
        code: 'blocked',
        message: `This ${NAMES[refused.block.kind]} is blocked.`,
        details: { scope: NAMES[refused.block.kind] },
      };
    case 'model_not_allowed':
      return {
        code: 'model_not_allowed',
        message: 'This customer may not use this model.',
        param: 'model',
      };
    case 'budget_exceeded':
      return budgetRefusal(refused, view);
    case 'rate_limited':
      return rateRefusal(refused, view);
    case 'budgets_unavailable':
      return {
        code: 'budgets_unavailable',
        message: 'What was spent cannot be read right now. Try again shortly.',
        retryAfterSeconds: 2,
      };
  }
}

function budgetRefusal(refused: BudgetRefusal, view: RefusalView): Refusal {
  if (refused.isPrepaid) return prepaidRefusal(refused, view);
  const { reason, resetsAt } = refused;
  const isExhausted = reason === 'exhausted';
  const whose = describeScope(refused.scope, view);
  const message = isExhausted
    ? `The budget of ${whose} does not pay for this call.${resetsText(resetsAt)}`
    : `What is left of the budget of ${whose} is set aside for calls under way. Try again shortly.`;
  const amounts = {
    limit: formatPico(refused.limitPico),
    spent: formatPico(refused.postedPico),
    pending: formatPico(refused.pendingPico),
  };
  return {
    code: 'insufficient_quota',
    message,
    ...(isExhausted ? secondsUntil(resetsAt, view.now) : { retryAfterSeconds: 1 }),
    shouldRetry: !isExhausted,
    details: {
      reason,
      scope: scopeNames(refused.scope),
      resets_at: resetsAt?.toISOString() ?? null,
      ...(view.showsBudgets ? amounts : {}),
    },
  };
}

/** Its limit and what was spent of it are sums of all times: only what is left means something to the caller. */
function prepaidRefusal(refused: BudgetRefusal, view: RefusalView): Refusal {
  const { reason, limitPico, postedPico, pendingPico } = refused;
  const isExhausted = reason === 'exhausted';
  const whose = describeScope(refused.scope, view);
  const left = toPico(limitPico > postedPico ? limitPico - postedPico : 0n);
  return {
    code: 'insufficient_quota',
    message: isExhausted
      ? `The prepaid credit of ${whose} does not pay for this call. Calls go on when credit is added.`
      : `What is left of the prepaid credit of ${whose} is set aside for calls under way. Try again shortly.`,
    ...(isExhausted ? {} : { retryAfterSeconds: 1 }),
    shouldRetry: !isExhausted,
    details: {
      reason,
      scope: scopeNames(refused.scope),
      budget: 'prepaid',
      ...(view.showsBudgets
        ? { credit_left: formatPico(left), pending: formatPico(pendingPico) }
        : {}),
    },
  };
}

function rateRefusal(refused: RateRefusal, view: RefusalView): Refusal {
  const { of, limit, retryAfterMs } = refused;
  const whose = describeScope(refused.scope, view);
  const message =
    retryAfterMs === null
      ? `The limit of ${whose} is ${limit} ${UNITS[of]}: this call can never fit in it.`
      : `The limit of ${whose} of ${limit} ${UNITS[of]} is reached.`;
  return {
    code: 'rate_limit_exceeded',
    message,
    ...(retryAfterMs === null ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) }),
    shouldRetry: retryAfterMs !== null,
    details: { limit_of: of, limit, scope: scopeNames(refused.scope) },
  };
}

const UNITS: Readonly<Record<RateRefusal['of'], string>> = {
  requests: 'requests a minute',
  tokens: 'tokens a minute',
  parallel: 'calls at once',
};

const NAMES: Readonly<Record<Dimension, string>> = {
  teamId: 'team',
  userId: 'user',
  apiKeyId: 'API key',
  customer: 'customer',
  tag: 'tag',
  model: 'model',
  provider: 'provider',
};

/** The dimensions of a scope, without their values: `customer, model`; `global` for every call. */
function scopeNames(scope: Scope): string {
  const names = Object.keys(scope).map((dimension) => NAMES[dimension as Dimension]);
  return names.length === 0 ? 'global' : names.join(', ');
}

/** What the caller brought itself may be named; whose team or which user that is, may not unless it sees budgets. */
function describeScope(scope: Scope, { showsBudgets }: RefusalView): string {
  const parts = Object.entries(scope).map(([dimension, value]) => {
    const name = NAMES[dimension as Dimension];
    return showsBudgets ? `${name} "${value}"` : `this ${name}`;
  });
  return parts.length === 0 ? 'all calls together' : parts.join(' with ');
}

function resetsText(resetsAt: Date | null): string {
  return resetsAt === null ? '' : ` It begins anew at ${resetsAt.toISOString()}.`;
}

function secondsUntil(instant: Date | null, now: Date): { retryAfterSeconds?: number } {
  if (instant === null) return {};
  return { retryAfterSeconds: Math.max(1, Math.ceil((instant.getTime() - now.getTime()) / 1_000)) };
}
