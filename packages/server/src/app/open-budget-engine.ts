import type { Wallets } from '../billing/index.ts';
import {
  BudgetEngine,
  type BudgetStates,
  type Budgets,
  createSpendSource,
} from '../budgets/index.ts';
import { type Clock, formatPico, toPico } from '../kernel/index.ts';
import { type BatchRecording, type RecordingStep, SPEND_CHANNEL } from '../metering/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';

/** The counts of budgets, and what ties them to the record. */
export interface OpenBudgetEngine {
  readonly engine: BudgetEngine;
  readonly states: BudgetStates;
  /** To be added to the recording of every batch, and to run around each of the journal's. */
  readonly step: RecordingStep;
  readonly around: (recording: BatchRecording) => Promise<void>;
}

/** Start the engine once the journal of earlier processes is in the record. */
export function openBudgetEngine(deps: {
  pool: Pool;
  budgets: Pick<Budgets, 'rules' | 'watch'>;
  wallets: Pick<Wallets, 'onChange'>;
  notifications: Notifications;
  clock: Clock;
  log: Logger;
}): OpenBudgetEngine {
  const { budgets, log, wallets } = deps;
  const engine = new BudgetEngine({
    rules: budgets.rules,
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
    onMessage: (sequence) => {
      engine.recorded(Number(sequence));
      budgets.watch.changed();
    },
    onConnected: () => {
      engine.catchUp().catch((fault) => log.warn({ err: fault }, 'budgets'));
    },
  });
  budgets.rules.onChange((rules) => engine.setRules(rules));
  wallets.onChange((held) => engine.setWallets(held));
  engine.ledger.onChange(() => budgets.watch.changed());
  return {
    engine,
    states: (targets) =>
      Promise.all(targets.map(({ budgetId, customer }) => engine.state(budgetId, customer))),
    step: async (_, { sequence }) => engine.ownSequence(sequence),
    around: (recording) => engine.recordOwn(recording),
  };
}
