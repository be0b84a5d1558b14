import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useMay } from '../session/session.ts';
import { HandOffButton } from './hand-off-button.tsx';
import { HandOffOutcome, HandOffStatus } from './hand-off-facts.tsx';
import type { HandOffFacts, TargetKind } from './hand-off-queries.ts';
import { TARGETS, targetName } from './hand-off-words.ts';

interface InvoiceHandOffsProps {
  invoiceId: string;
  handOffs: readonly HandOffFacts[];
  /** The systems that it can be handed over to. */
  targets: readonly TargetKind[];
  onReload: () => void;
}

/** How far a final invoice is on its way to each billing system. Nothing where there is none. */
export function InvoiceHandOffs(props: InvoiceHandOffsProps) {
  const { invoiceId, handOffs, targets, onReload } = props;
  const ofKind = (kind: TargetKind) => handOffs.find(({ target }) => target === kind);
  const shown = TARGETS.filter(({ kind }) => targets.includes(kind) || ofKind(kind));
  if (shown.length === 0) return null;
  const isMoving = handOffs.some(({ status }) => status === 'PENDING');
  return (
    <Panel
      title="Billing systems"
      actions={isMoving && <Button onClick={onReload}>Look again</Button>}
    >
      <ul className="divide-y divide-line border-t border-line text-[13px]">
        {shown.map(({ kind }) => (
          <TargetLine
            key={kind}
            invoiceId={invoiceId}
            kind={kind}
            handOff={ofKind(kind)}
            isSetUp={targets.includes(kind)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface TargetLineProps {
  invoiceId: string;
  kind: TargetKind;
  /** Absent: nobody has asked for it. */
  handOff: HandOffFacts | undefined;
  isSetUp: boolean;
}

function TargetLine({ invoiceId, kind, handOff, isSetUp }: TargetLineProps) {
  const { may } = useMay('MANAGE_INVOICES');
  const isOpen = handOff === undefined || handOff.status === 'FAILED';
  return (
    <li className="flex flex-wrap items-start justify-end gap-2 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex min-h-8 flex-wrap items-center gap-2 font-medium">
          {targetName(kind)}
          {handOff && <HandOffStatus of={handOff.status} />}
        </p>
        {handOff && <HandOffOutcome handOff={handOff} />}
      </div>
      {may && isSetUp && isOpen && (
        <HandOffButton invoiceId={invoiceId} target={kind} again={handOff !== undefined} />
      )}
    </li>
  );
}
