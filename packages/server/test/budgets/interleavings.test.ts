import { expect, test } from 'vitest';
import { simulate } from './simulation/simulate.ts';

const GAMES = 2_000;
const STEPS = 40;

test(`${GAMES} games of ${STEPS} steps: no budget is broken, no hold leaks, nobody is refused who has money left`, async () => {
  for (let seed = 1; seed <= GAMES; seed += 1) {
    const { breaches, leaks, phantoms, miscounts } = await simulate(seed, STEPS);
    const found = { seed, breaches, leaks, phantoms, miscounts };
    expect(found).toEqual({ seed, breaches: 0, leaks: 0, phantoms: 0, miscounts: 0 });
  }
}, 120_000);
