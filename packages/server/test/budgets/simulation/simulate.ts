import {
  type AdmissionRefusal,
  type AdmittedCall,
  BudgetEngine,
  type BudgetRules,
  type CallFacts,
  type Need,
  NO_LIMITS,
  NO_RULES,
  parsePeriod,
  type Scope,
} from '../../../src/budgets/index.ts';
import { type Clock, type Result, toPico } from '../../../src/kernel/index.ts';
import {
  type AuditedBudget,
  type AuditedCall,
  Auditor,
  type Findings,
  WINDOWS_MS,
} from './auditor.ts';
import { Random } from './random.ts';
import { type Charge, SimulatedRecord } from './record.ts';

export interface Outcome extends Findings {
  readonly calls: number;
  readonly admitted: number;
  readonly refused: number;
  readonly crashes: number;
  /** Calls that could not be decided because the record was in doubt. */
  readonly undecided: number;
}

type Period = keyof typeof WINDOWS_MS;

/** Budgets a game is played with; each draws a few. */
const MENU: readonly {
  scope: Scope;
  period: Period;
  isHard?: boolean;
  isTier?: boolean;
  isWallet?: boolean;
}[] = [
  { scope: { customer: 'a' }, period: 'total', isWallet: true },
  { scope: { customer: 'b' }, period: 'total', isWallet: true },
  { scope: {}, period: 'daily' },
  { scope: { customer: 'a' }, period: 'total' },
  { scope: { customer: 'a', model: 'm' }, period: '6h' },
  { scope: { teamId: 't' }, period: '6h' },
  { scope: { teamId: 't', userId: 'u' }, period: 'total' },
  { scope: { apiKeyId: 'k', model: 'n' }, period: 'daily' },
  { scope: { tag: 'x' }, period: 'daily' },
  { scope: { provider: 'p' }, period: 'total' },
  { scope: { model: 'm' }, period: 'daily', isHard: false },
  { scope: {}, period: 'total', isTier: true },
  { scope: { model: 'm' }, period: 'daily', isTier: true },
];
const ANCHOR = new Date(0);
const START_MS = Date.parse('2026-03-15T03:00:00Z');
const LONGEST_PATIENCE_MS = 2_000_000_000;

class GameClock implements Clock {
  ms = START_MS;
  now = () => new Date(this.ms);
  monotonicMs = () => this.ms;
}

interface Player {
  readonly facts: CallFacts;
  readonly need: Need;
  state: 'waiting' | 'open' | 'over';
  admitted: AdmittedCall | null;
  audited: AuditedCall | null;
  attempts: number;
  isGone: boolean;
  onGone: () => void;
}

/** Plays one game: calls, charges, recordings, changes of rules, crashes, in an order the seed decides. */
export async function simulate(seed: number, steps: number): Promise<Outcome> {
  const game = new Game(seed);
  await game.begin();
  for (let step = 0; step < steps; step += 1) await game.step();
  return game.end();
}

class Game {
  readonly #random: Random;
  readonly #clock = new GameClock();
  readonly #record = new SimulatedRecord();
  readonly #auditor = new Auditor();
  /** Settled and perhaps not recorded: survives crashes, in order. */
  #journal: Charge[] = [];
  #engine: BudgetEngine;
  /** A new one with each process: what an earlier one still hears is nobody's business. */
  #process = 0;
  #players: Player[] = [];
  #isRecording = false;
  #inDoubt = false;
  #ids = 0;
  readonly #counts = { calls: 0, admitted: 0, refused: 0, crashes: 0, undecided: 0 };

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#engine = this.#newEngine();
  }

  async begin(): Promise<void> {
    const count = 1 + this.#random.below(5);
    for (let n = 0; n < count; n += 1) this.#addBudget();
    await this.#restart();
  }

  async step(): Promise<void> {
    const roll = this.#random.below(100);
    if (roll < 30) this.#call();
    else if (roll < 52) this.#endOne();
    else if (roll < 58) this.#failAttempt();
    else if (roll < 74) this.#databaseStep();
    else if (roll < 82) this.#ship();
    else if (roll < 87) this.#notify();
    else if (roll < 91) this.#changeRules();
    else if (roll < 95) this.#passTime();
    else if (roll < 97) this.#leave();
    else if (roll < 98) this.#recordElsewhere();
    else await this.#crash();
    await settled();
  }

  /** Lets everything come to its end and compares every count with the calls themselves. */
  async end(): Promise<Outcome> {
    const { findings } = this.#auditor;
    for (let rounds = 0; rounds < 10_000; rounds += 1) {
      const busy = this.#players.some(({ state }) => state === 'open');
      if (busy) this.#endOne();
      else if (this.#record.steps.length > 0) this.#databaseStep();
      else if (this.#journal.length > 0 || this.#inDoubt) this.#ship();
      else if (this.#record.notifications.length > 0) this.#notify();
      else break;
      await settled();
    }
    // Nothing is under way any more: whoever still waits, waits for nothing.
    findings.phantoms += this.#players.filter(({ state }) => state === 'waiting').length;
    for (const player of this.#players) this.#go(player);
    await settled();
    await this.#finish(this.#engine.catchUp());
    await this.#compare();
    findings.leaks += this.#engine.stats().openHolds + this.#engine.stats().unrecorded;
    return { ...this.#counts, ...findings };
  }

  async #compare(): Promise<void> {
    const { findings } = this.#auditor;
    for (const budget of this.#auditor.budgets) {
      const { isTier, isWallet, scope } = budget;
      for (const customer of isTier ? ['a', 'b'] : [isWallet ? (scope.customer ?? null) : null]) {
        const asked = this.#engine.state(budget.id, customer);
        const state = await this.#finish(asked);
        const spent = this.#auditor.spent(budget, { customer, nowMs: this.#clock.ms });
        if (state?.postedPico !== spent) findings.miscounts += 1;
        if (state?.pendingPico !== 0n) findings.leaks += 1;
      }
    }
  }

  /** Waits for something that needs steps of the database. */
  async #finish<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    for (let rounds = 0; !isDone && rounds < 1_000; rounds += 1) {
      this.#databaseStep();
      await settled();
    }
    return done;
  }

  #newEngine(): BudgetEngine {
    return new BudgetEngine({
      rules: { load: async () => this.#rules() },
      spend: this.#record.source,
      clock: this.#clock,
      patienceMs: LONGEST_PATIENCE_MS,
    });
  }

  #addBudget(): void {
    const entry = this.#random.pick(MENU);
    const { isWallet = false } = entry;
    const isThere = this.#wallets().some(({ scope }) => scope === entry.scope);
    if (isThere) return;
    this.#ids += 1;
    this.#auditor.budgets.push({
      id: isWallet ? 'wallet' : `budget-${this.#ids}`,
      isWallet,
      scope: entry.scope,
      isHard: entry.isHard ?? true,
      isTier: entry.isTier ?? false,
      windowMs: WINDOWS_MS[entry.period],
      limit: BigInt(this.#random.below(60)),
      raise: null,
      resetMs: null,
    });
  }

  #wallets(): AuditedBudget[] {
    return this.#auditor.budgets.filter(({ isWallet }) => isWallet);
  }

  #setWallets(): void {
    const terms = this.#wallets().map((each) => {
      const customer = each.scope.customer ?? '';
      const { raises } = changesOf(each);
      return [customer, { customer, limitPico: toPico(each.limit), raises }] as const;
    });
    this.#engine.setWallets(new Map(terms));
  }

  #rules(): BudgetRules {
    const budgets = this.#auditor.budgets.filter(({ isWallet }) => !isWallet);
    const ofTier = budgets.filter(({ isTier }) => isTier);
    const changed = ofTier.filter(({ raise, resetMs }) => raise !== null || resetMs !== null);
    return {
      ...NO_RULES,
      budgets: budgets
        .filter(({ isTier }) => !isTier)
        .map((each) => ({ ...termsOf(each), ...changesOf(each), scope: each.scope })),
      tiers: [
        {
          id: 'tier',
          name: 'tier',
          models: null,
          limits: NO_LIMITS,
          budgets: ofTier.map((each) => ({ ...termsOf(each), within: each.scope })),
        },
      ],
      // Assigned, so that a budget of a customer's own does not take the tier away.
      assignments: new Map([
        ['a', 'tier'],
        ['b', 'tier'],
      ]),
      tierBudgetChanges: changed.flatMap((each) =>
        ['a', 'b'].map((customer) => ({ budgetId: each.id, customer, ...changesOf(each) })),
      ),
    };
  }

  #call(): void {
    const random = this.#random;
    this.#counts.calls += 1;
    this.#ids += 1;
    const outputTokens = random.below(8);
    const canShorten = random.chance(60);
    const player: Player = {
      facts: {
        id: `call-${this.#ids}`,
        teamId: random.chance(50) ? 't' : null,
        userId: random.chance(50) ? 'u' : null,
        apiKeyId: random.chance(50) ? 'k' : null,
        customer: random.pick(['a', 'b']),
        tags: random.chance(50) ? ['x'] : [],
        model: random.pick(['m', 'n']),
        providers: random.pick([['p'], ['q'], ['p', 'q']]),
      },
      need: {
        fixedPico: BigInt(random.below(6)),
        perTokenPico: BigInt(random.below(3)),
        outputTokens,
        floorTokens: canShorten ? Math.min(1, outputTokens) : outputTokens,
        openEnded: canShorten && random.chance(50),
        inputTokens: 1,
        leaseUntilMs: Number.MAX_SAFE_INTEGER,
      },
      state: 'waiting',
      admitted: null,
      audited: null,
      attempts: 0,
      isGone: false,
      onGone: () => undefined,
    };
    this.#players.push(player);
    const answer = this.#engine.admission.admit(player.facts, player.need, {
      deadlineMs: Number.MAX_SAFE_INTEGER,
      isGone: () => player.isGone,
      onGone: (listener) => {
        player.onGone = listener;
        return () => {
          player.onGone = () => undefined;
        };
      },
    });
    if (!(answer instanceof Promise)) {
      this.#answered(player, answer);
      return;
    }
    const process = this.#process;
    void answer.then((result) => {
      if (process === this.#process) this.#answered(player, result);
    });
  }

  #answered(player: Player, result: Result<AdmittedCall, AdmissionRefusal>): void {
    if (!result.ok) {
      this.#refused(player, result.error);
      return;
    }
    const { facts, need } = player;
    this.#counts.admitted += 1;
    const audited: AuditedCall = {
      facts,
      admittedMs: result.value.admittedAt.getTime(),
      heldPico: need.fixedPico + need.perTokenPico * BigInt(result.value.outputTokens),
      charges: [],
      isOpen: true,
    };
    this.#auditor.calls.push(audited);
    Object.assign(player, { state: 'open', admitted: result.value, audited });
    this.#auditor.checkAdmission(audited, this.#clock.ms);
    if (player.isGone) this.#close(player);
  }

  #refused(player: Player, refusal: AdmissionRefusal): void {
    player.state = 'over';
    if (refusal.code === 'budgets_unavailable') this.#counts.undecided += 1;
    else this.#counts.refused += 1;
    if (refusal.code !== 'budget_exceeded') return;
    const isHeld = refusal.reason === 'in_flight_holds';
    if (!isHeld) this.#auditor.checkRefusal(player.facts, player.need, this.#clock.ms);
    else if (!player.isGone) this.#auditor.findings.phantoms += 1;
  }

  /** One attempt comes to an end: the call is charged at most what was set aside for it. */
  #charge(player: Player, most: bigint): void {
    const { admitted, audited, facts } = player;
    if (admitted === null || audited === null) return;
    player.attempts += 1;
    const pico = most === 0n ? 0n : BigInt(this.#random.below(Number(most) + 1));
    const provider = this.#random.pick(facts.providers);
    const key = `${facts.id}:${player.attempts}`;
    audited.charges.push({ provider, pico });
    admitted.post({ key, provider, chargePico: toPico(pico), tokens: 0 });
    const occurredMs = audited.admittedMs;
    this.#journal.push({ key, call: facts, provider, occurredMs, chargePico: pico });
  }

  #endOne(): void {
    const open = this.#players.filter(({ state }) => state === 'open');
    if (open.length === 0) return;
    const player = this.#random.pick(open);
    if (this.#random.chance(85)) this.#charge(player, player.audited?.heldPico ?? 0n);
    this.#close(player);
  }

  /** A failed attempt that was charged; the call goes on only if another one is affordable. */
  #failAttempt(): void {
    const open = this.#players.filter(({ state, attempts }) => state === 'open' && attempts === 0);
    if (open.length === 0) return;
    const player = this.#random.pick(open);
    const { admitted, audited } = player;
    if (admitted === null || audited === null) return;
    this.#charge(player, audited.heldPico);
    if (!admitted.topUp()) {
      this.#close(player);
      return;
    }
    // The whole amount is set aside again, beside what was charged.
    const charged = audited.charges.reduce((sum, { pico }) => sum + pico, 0n);
    const again: AuditedCall = { ...audited, heldPico: audited.heldPico + charged };
    this.#auditor.calls[this.#auditor.calls.indexOf(audited)] = again;
    player.audited = again;
    // An attempt that was charged nothing left all of it set aside: nothing new is asked for.
    if (charged > 0n) this.#auditor.checkAdmission(again, this.#clock.ms);
    this.#charge(player, audited.heldPico);
    this.#close(player);
  }

  #close(player: Player): void {
    player.state = 'over';
    if (player.audited !== null) player.audited.isOpen = false;
    player.admitted?.release();
  }

  #leave(): void {
    const waiting = this.#players.filter(({ state }) => state === 'waiting');
    if (waiting.length > 0) this.#go(this.#random.pick(waiting));
  }

  #go(player: Player): void {
    if (player.state !== 'waiting') return;
    player.isGone = true;
    player.onGone();
  }

  #databaseStep(): void {
    const { steps } = this.#record;
    if (steps.length === 0) return;
    const [step] = steps.splice(this.#random.below(steps.length), 1);
    step?.run();
  }

  /** The shipper's turn: what is in the journal is recorded, or the attempt fails before or after its commit. */
  #ship(): void {
    if (this.#isRecording || (this.#journal.length === 0 && !this.#inDoubt)) return;
    const charges = this.#journal.slice(0, 1 + this.#random.below(4));
    const process = this.#process;
    this.#isRecording = true;
    const recording = this.#engine.recordOwn({
      keys: charges.map(({ key }) => key),
      record: () => this.#recording(charges),
    });
    recording.then(
      () => {
        if (process !== this.#process) return;
        this.#isRecording = false;
        this.#inDoubt = false;
        this.#journal.splice(0, charges.length);
      },
      () => {
        if (process !== this.#process) return;
        this.#isRecording = false;
        this.#inDoubt = true;
      },
    );
  }

  #recording(charges: readonly Charge[]): Promise<void> {
    const engine = this.#engine;
    const fate = this.#random.below(100);
    return new Promise((resolve, reject) => {
      const answer = () => (fate < 90 ? resolve() : reject(new Error('the connection was lost')));
      this.#record.steps.push({
        run: () => {
          // Lost before its commit, or after it: the shipper cannot tell.
          if (fate < 95) this.#record.commit(charges, (sequence) => engine.ownSequence(sequence));
          this.#record.steps.push({ run: answer });
        },
      });
    });
  }

  #notify(): void {
    const sequence = this.#record.notifications.shift();
    if (sequence !== undefined) this.#engine.recorded(sequence);
  }

  /** An adjustment of a call that is long over: a charge that no process of ours made. */
  #recordElsewhere(): void {
    const past = this.#auditor.calls.filter(({ isOpen }) => !isOpen);
    if (past.length === 0) return;
    const audited = this.#random.pick(past);
    const [provider] = audited.facts.providers;
    this.#ids += 1;
    const pico = BigInt(this.#random.below(3));
    if (provider === undefined) return;
    audited.charges.push({ provider, pico, isElsewhere: true });
    this.#record.commit([
      {
        key: `adjustment-${this.#ids}`,
        call: audited.facts,
        provider,
        occurredMs: audited.admittedMs,
        chargePico: pico,
      },
    ]);
  }

  #changeRules(): void {
    const random = this.#random;
    const budget = random.pick(this.#auditor.budgets);
    const kind = random.below(5);
    if (kind === 0) budget.limit = BigInt(random.below(60));
    else if (kind === 1) budget.limit += BigInt(random.below(20));
    else if (kind === 2 && budget.isWallet) this.#invoice(budget);
    else if (kind === 2) budget.resetMs = this.#clock.ms;
    else if (kind === 3 && budget.isWallet && this.#auditor.budgets.length > 1) {
      this.#auditor.budgets = this.#auditor.budgets.filter((each) => each !== budget);
    } else if (kind === 3) this.#addBudget();
    else {
      const untilMs = this.#clock.ms + random.below(7_200_000);
      budget.raise = { amount: BigInt(random.below(20)), untilMs };
    }
    if (budget.isWallet || kind === 3) this.#setWallets();
    if (!budget.isWallet || kind === 3) this.#engine.setRules(this.#rules());
  }

  /** Credit that expires pays an invoice: what it paid is settled, and nothing else becomes available. */
  #invoice(wallet: AuditedBudget): void {
    const { raise } = wallet;
    if (raise === null || this.#clock.ms >= raise.untilMs) return;
    const paid = BigInt(this.#random.below(Number(raise.amount) + 1));
    wallet.limit += paid;
    wallet.raise = { ...raise, amount: raise.amount - paid };
  }

  #passTime(): void {
    const toBoundary = WINDOWS_MS['6h'] - (this.#clock.ms % WINDOWS_MS['6h']);
    const choice = this.#random.below(4);
    const ahead = [toBoundary - 1, toBoundary, 1, this.#random.below(3_600_000)];
    this.#clock.ms += Math.max(1, ahead[choice] ?? 1);
  }

  /** The process is killed: what was under way is recorded as charged in full, as nobody saw its end. */
  async #crash(): Promise<void> {
    this.#counts.crashes += 1;
    this.#process += 1;
    for (const player of this.#players) {
      if (player.state === 'open' && player.audited !== null) this.#abandon(player, player.audited);
      this.#go(player);
      player.state = 'over';
    }
    this.#players = [];
    // The database finishes what reached it; nobody hears the answers.
    for (const step of this.#record.steps.splice(0)) if (this.#random.chance(50)) step.run();
    this.#record.steps.splice(0);
    this.#record.notifications.splice(0);
    this.#isRecording = false;
    this.#inDoubt = false;
    await settled();
    this.#record.steps.splice(0);
    this.#engine = this.#newEngine();
    await this.#restart();
  }

  #abandon(player: Player, audited: AuditedCall): void {
    const provider = this.#random.pick(player.facts.providers);
    const charged = audited.charges.reduce((sum, { pico }) => sum + pico, 0n);
    const pico = audited.heldPico - charged;
    audited.isOpen = false;
    audited.charges.push({ provider, pico });
    this.#journal.push({
      key: `${player.facts.id}:${player.attempts + 1}`,
      call: player.facts,
      provider,
      occurredMs: audited.admittedMs,
      chargePico: pico,
    });
  }

  async #restart(): Promise<void> {
    if (this.#journal.length > 0) this.#record.commit(this.#journal.splice(0));
    this.#record.notifications.splice(0);
    this.#setWallets();
    await this.#finish(this.#engine.start());
  }
}

function termsOf({ id, limit, isHard, windowMs }: AuditedBudget) {
  const period = windowMs === WINDOWS_MS.daily ? 'daily' : windowMs === null ? 'total' : '6h';
  const window = parsePeriod(period, { timeZone: 'UTC', anchor: ANCHOR });
  if (window === null) throw new Error('no such period');
  const kind = isHard ? ('hard' as const) : ('soft' as const);
  return { id, limitPico: toPico(limit), kind, window, thresholds: [] };
}

function changesOf({ raise, resetMs }: AuditedBudget) {
  return {
    raises:
      raise === null ? [] : [{ amountPico: toPico(raise.amount), endsAt: new Date(raise.untilMs) }],
    resetAt: resetMs === null ? null : new Date(resetMs),
  };
}

/** Everything that can go on by itself has done so: nothing waits but for the game. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 24; turns += 1) await null;
}
