import { NO_USAGE } from '../../pricing/index.ts';
import { type Attempt, CALLER_GONE_STATUS } from '../call.ts';
import type { CallRecorder } from '../recorder.ts';
import type { Failure } from '../response/answer.ts';
import { estimateUsage } from '../response/estimate-usage.ts';
import { faultFailure } from './failure.ts';

/** The exchange was stopped because its caller went away. */
export class CallerGone extends Error {}

/** Records an attempt whose upstream never began to answer. Null when the caller is gone. */
export async function settleUnanswered(
  { attempt, recorder }: { attempt: Attempt; recorder: CallRecorder },
  { fault, sent }: { fault: Error; sent: boolean },
): Promise<Failure | null> {
  if (!(fault instanceof CallerGone)) {
    const failure = faultFailure(fault);
    await recorder.settle(attempt, {
      status: 'failed',
      httpStatus: failure.status,
      errorCode: 'refusal' in failure.answer ? failure.answer.refusal.code : null,
      firstByteMs: null,
      usage: NO_USAGE,
      usageSource: 'none',
    });
    return failure;
  }
  // What was sent before the caller left may have been read, and billed, by the provider.
  await recorder.settle(attempt, {
    status: 'aborted',
    httpStatus: CALLER_GONE_STATUS,
    errorCode: null,
    firstByteMs: null,
    usage: sent ? await estimateUsage(attempt.call.request, '') : NO_USAGE,
    usageSource: sent ? 'estimated' : 'none',
  });
  return null;
}
