import { BudgetEngine, createSpendSource, type RuleStore } from '../budgets/index.ts';
import { type Clock, formatPico, toPico } from '../kernel/index.ts';
import { type BatchRecording, type RecordingStep, SPEND_CHANNEL } from '../metering/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';

/** The counts of budgets, and what ties them to the record. */
export interface OpenBudgetEngine {
  readonly engine: BudgetEngine;
  /** To be added to the recording of every batch, and to run around each of the journal's. */
  readonly step: RecordingStep;
  readonly around: (recording: BatchRecording) => Promise<void>;
}

/** Start the engine once the journal of earlier processes is in the record. */
export function openBudgetEngine(deps: {
  pool: Pool;
  rules: RuleStore;
  notifications: Notifications;
  clock: Clock;
  log: Logger;
}): OpenBudgetEngine {
  const { log } = deps;
  const engine = new BudgetEngine({
    rules: deps.rules,
    spend: createSpendSource(deps.pool),
    clock: deps.clock,
    onFault: (fault) => log.warn({ err: fault }, 'budgets'),
    onOverrun: ({ callId, chargePico, heldPico }) =>
      log.warn(
        { callId, charge: formatPico(toPico(chargePico)), held: formatPico(toPico(heldPico)) },
        'a call was charged more than was set aside for it',
      ),
  });
  deps.notifications.on(SPEND_CHANNEL, {
    onMessage: (sequence) => engine.recorded(Number(sequence)),
    onConnected: () => {
      engine.catchUp().catch((fault) => log.warn({ err: fault }, 'budgets'));
    },
  });
  return {
    engine,
    step: async (_, { sequence }) => engine.ownSequence(sequence),
    around: (recording) => engine.recordOwn(recording),
  };
}
