import { useEffect, useRef, useState } from 'react';
import type { FormProblems } from '../../lib/form-problems.ts';
import { useAction } from '../forms/use-action.ts';
import { AdvanceClock_Mutation, type ClockFacts, PASSED } from './clock-queries.ts';
import { monthsUntil } from './months-until.ts';

/** How far a clock has come on its way. */
export interface Passage {
  readonly at: string;
  /** Steps behind it, of how many. */
  readonly done: number;
  readonly of: number;
  readonly drafts: number;
  readonly hasEnded: boolean;
}

interface Advance {
  advance(to: string): Promise<void>;
  /** After the step under way. */
  stop(): void;
  readonly passage: Passage | null;
  readonly problems: FormProblems;
}

/**
 * Moves a clock a month at a time: each step is whole, so that stopping, leaving or a failure leaves the clock
 * where its last step ended.
 */
export function useAdvance({ id, now }: ClockFacts): Advance {
  const [passage, setPassage] = useState<Passage | null>(null);
  const stopped = useRef(false);
  const step = useAction(AdvanceClock_Mutation, { fields: ['to'], touches: PASSED });
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const advance = async (to: string) => {
    stopped.current = false;
    const stops = monthsUntil(now, to);
    let drafts = 0;
    for (const [done, at] of stops.entries()) {
      setPassage({ at, done, of: stops.length, drafts, hasEnded: false });
      const passed = stopped.current ? null : await step.run({ id, to: at });
      if (passed === null) return setPassage((last) => last && { ...last, hasEnded: true });
      drafts += passed.advanceTestClock.made;
    }
    setPassage({ at: to, done: stops.length, of: stops.length, drafts, hasEnded: true });
  };
  const stop = () => {
    stopped.current = true;
  };
  return { advance, stop, passage, problems: step.problems };
}
