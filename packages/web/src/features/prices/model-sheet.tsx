import { Coins } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useMay } from '../session/session.ts';
import { PriceHistory } from './price-history.tsx';
import { Quote } from './quote.tsx';
import { type PastCalls, RateAgain } from './rate-again.tsx';
import { SetPrice } from './set-price.tsx';

export interface NamedModel {
  /** What callers name. */
  readonly name: string;
  /** The provider/model a price is set for; without it none can be set here. */
  readonly subject: string | undefined;
}

interface ModelSheetProps {
  model: NamedModel | null;
  onClose: () => void;
  /** Past calls were rated again. */
  onCorrected: () => void;
}

/** One model: what it cost when, what a call would cost, and its own price. */
export function ModelSheet({ model, onClose, onCorrected }: ModelSheetProps) {
  return (
    <Sheet
      open={model !== null}
      onClose={onClose}
      title={<span className="break-all">{model?.name ?? 'Model'}</span>}
      description="The prices of this model, past and present"
    >
      {model && (
        <ModelDetails
          key={`${model.name} ${model.subject}`}
          model={model}
          onCorrected={onCorrected}
        />
      )}
    </Sheet>
  );
}

const TABS = [
  { value: 'history', label: 'History' },
  { value: 'quote', label: 'What a call costs' },
] as const;

interface ModelDetailsProps {
  model: NamedModel;
  onCorrected: () => void;
}

type Task = { kind: 'look' } | { kind: 'set' } | { kind: 'rate'; past: PastCalls };

function ModelDetails({ model, onCorrected }: ModelDetailsProps) {
  const [task, setTask] = useState<Task>({ kind: 'look' });
  const [tab, setTab] = useState<(typeof TABS)[number]['value']>('history');
  const { may } = useMay('MANAGE_PRICES');
  const look = () => setTask({ kind: 'look' });
  if (task.kind === 'set' && model.subject !== undefined) {
    return (
      <SetPrice
        name={model.name}
        subject={model.subject}
        onBack={look}
        onDone={(past) => (past ? setTask({ kind: 'rate', past }) : look())}
      />
    );
  }
  if (task.kind === 'rate')
    return <RateAgain past={task.past} onRated={onCorrected} onDone={look} />;
  return (
    <div className="flex flex-col p-4">
      {may && model.subject !== undefined && (
        <Button className="mb-4 self-start" onClick={() => setTask({ kind: 'set' })}>
          <Coins aria-hidden="true" className="size-3.5" /> Set price
        </Button>
      )}
      <Tabs label="Prices of this model" value={tab} tabs={TABS} onChange={setTab}>
        {tab === 'history' ? <PriceHistory model={model.name} /> : <Quote model={model.name} />}
      </Tabs>
    </div>
  );
}
