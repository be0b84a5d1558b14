import type { Tone } from '../../ui/badge.tsx';
import type { HandOffFacts, HandOffStatusName, TargetKind } from './hand-off-queries.ts';

export const TARGETS: readonly { kind: TargetKind; name: string; ownUrl: string }[] = [
  { kind: 'STRIPE', name: 'Stripe', ownUrl: 'Only for a proxy of your own' },
  { kind: 'LAGO', name: 'Lago', ownUrl: 'Of your own Lago. Empty: Lago’s cloud' },
];

export function targetName(kind: TargetKind): string {
  return TARGETS.find((each) => each.kind === kind)?.name ?? kind;
}

export const HAND_OFF_STATES: Readonly<Record<HandOffStatusName, { tone: Tone; word: string }>> = {
  DONE: { tone: 'good', word: 'Taken over' },
  PENDING: { tone: 'warn', word: 'On its way' },
  FAILED: { tone: 'bad', word: 'Failed' },
};

const THERE: Readonly<Record<string, string>> = {
  FINALISED: 'open there',
  PAID: 'paid there',
  VOID: 'void there',
};

/** How far it was carried, such as "paid there, with 2 credit notes"; null before anything of it is there. */
export function standsThere({ remoteStatus, remoteCreditNotes }: HandOffFacts): string | null {
  if (remoteStatus === null) return null;
  const word = THERE[remoteStatus] ?? remoteStatus;
  if (remoteCreditNotes === 0) return word;
  return `${word}, with ${remoteCreditNotes === 1 ? 'a credit note' : `${remoteCreditNotes} credit notes`}`;
}
