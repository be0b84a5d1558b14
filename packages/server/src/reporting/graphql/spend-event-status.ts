import { registerEnumType } from 'type-graphql';
import type { SpendEvent } from '../index.ts';

export const SpendEventStatus = {
  ABORTED: 'aborted',
  FAILED: 'failed',
  SUCCEEDED: 'succeeded',
  UNKNOWN: 'unknown',
} as const satisfies Record<string, SpendEvent['status']>;
export type SpendEventStatus = SpendEvent['status'];

registerEnumType(SpendEventStatus, { name: 'SpendEventStatus' });
