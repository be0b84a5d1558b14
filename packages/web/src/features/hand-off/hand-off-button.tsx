import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { HANDED, HandOffInvoice_Mutation, type TargetKind } from './hand-off-queries.ts';
import { targetName } from './hand-off-words.ts';

interface HandOffButtonProps {
  invoiceId: string;
  target: TargetKind;
  /** It was tried before, in vain. */
  again: boolean;
}

/** Asks for an invoice to be taken over. Asking twice makes no second one over there. */
export function HandOffButton({ invoiceId, target, again }: HandOffButtonProps) {
  const handOff = useAction(HandOffInvoice_Mutation, { touches: HANDED });
  const name = targetName(target);
  return (
    <>
      <Button
        disabled={handOff.busy}
        aria-label={again ? `Try again to hand over to ${name}` : `Hand over to ${name}`}
        onClick={() => void handOff.run({ id: invoiceId, target })}
      >
        {again ? 'Try again' : 'Hand over'}
      </Button>
      <FormProblem problems={handOff.problems} />
    </>
  );
}
