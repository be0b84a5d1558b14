import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { SureButton } from '../../ui/sure-button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, SetPrepaid_Mutation, type WalletFacts } from './credit-queries.ts';

interface PrepaidChoiceProps {
  customer: string;
  wallet: WalletFacts;
  editable: boolean;
}

/** Whether calls end with the credit. */
export function PrepaidChoice({ customer, wallet, editable }: PrepaidChoiceProps) {
  const { isPrepaid, revision: expectedRevision } = wallet;
  const set = useAction(SetPrepaid_Mutation, { touches: ALTERED });
  const choose = () => void set.run({ customer, isPrepaid: !isPrepaid, expectedRevision });
  return (
    <div className="flex flex-col gap-2 border-t border-line px-4 py-3 text-[13px]">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={isPrepaid ? 'accent' : 'neutral'}>{isPrepaid ? 'Prepaid' : 'Billed'}</Badge>
        <span className="min-w-0 flex-1 text-ink-soft">
          {isPrepaid
            ? 'Calls are refused once the credit does not pay for them.'
            : 'Calls go on without credit, and are billed.'}
        </span>
        {editable && isPrepaid && (
          <Button disabled={set.busy} onClick={choose}>
            Let calls go on
          </Button>
        )}
        {editable && !isPrepaid && (
          <SureButton sure="Really refuse at zero" busy={set.busy} onSure={choose}>
            Refuse at zero
          </SureButton>
        )}
      </div>
      <FormProblem problems={set.problems} />
    </div>
  );
}
