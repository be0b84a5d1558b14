import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SureButton } from '../../ui/sure-button.tsx';
import { OnDay } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useInstallation, useMay } from '../session/session.ts';
import {
  CheckTarget_Mutation,
  RemoveTarget_Mutation,
  TARGETED,
  type TargetFacts,
  type TargetKind,
} from './hand-off-queries.ts';
import { TARGETS, targetName } from './hand-off-words.ts';
import { TargetForm } from './target-form.tsx';

/** The billing systems that can take final invoices over, and which of them do. */
export function TargetsPanel({ targets }: { targets: readonly TargetFacts[] }) {
  const [editing, setEditing] = useState<TargetKind | null>(null);
  const close = () => setEditing(null);
  const ofKind = (kind: TargetKind) => targets.find((each) => each.kind === kind);
  return (
    <Panel
      title="Billing systems"
      note="Take final invoices over, each once"
      footer={
        <Link to="/invoices" search={{ tab: 'handoffs' }} className="font-medium underline">
          What they have taken over
        </Link>
      }
    >
      <ul className="divide-y divide-line border-t border-line">
        {TARGETS.map(({ kind }) => (
          <TargetRow key={kind} kind={kind} target={ofKind(kind)} onEdit={() => setEditing(kind)} />
        ))}
      </ul>
      <Sheet
        open={editing !== null}
        onClose={close}
        title={editing ? targetName(editing) : ''}
        description="How final invoices get to a billing system"
      >
        {editing && <TargetForm kind={editing} target={ofKind(editing)} onDone={close} />}
      </Sheet>
    </Panel>
  );
}

interface TargetRowProps {
  kind: TargetKind;
  /** Absent: not set up. */
  target: TargetFacts | undefined;
  onEdit: () => void;
}

function TargetRow({ kind, target, onEdit }: TargetRowProps) {
  const { may } = useMay('MANAGE_INVOICES');
  const name = targetName(kind);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 text-[13px]">
      <div className="min-w-48 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {name}
          {target ? (
            <Badge tone="good">{target.automatic ? 'All final invoices' : 'On request'}</Badge>
          ) : (
            <Badge>Not set up</Badge>
          )}
        </p>
        {target && <TargetFactsLine target={target} />}
      </div>
      {may && (
        <div className="flex flex-wrap gap-2">
          <Button onClick={onEdit} aria-label={target ? `Edit ${name}` : `Set up ${name}`}>
            {target ? 'Edit' : 'Set up'}
          </Button>
          {target && <CheckButton key={target.updatedAt} kind={kind} />}
          {target && <RemoveButton kind={kind} />}
        </div>
      )}
    </li>
  );
}

function TargetFactsLine({ target }: { target: TargetFacts }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <p className="mt-0.5 text-xs break-words text-ink-faint">
      {`${target.baseUrl} · key ends in `}
      <span className="font-mono">{target.lastFour}</span>
      {' · '}
      <OnDay at={target.updatedAt} timeZone={reportingTimeZone} />
      {`, ${target.updatedBy}`}
    </p>
  );
}

/** What it answers stands beside it until something is changed. */
function CheckButton({ kind }: { kind: TargetKind }) {
  const [answer, setAnswer] = useState<{ fault: string | null } | null>(null);
  const check = useAction(CheckTarget_Mutation, { touches: [] });
  const submit = async () => {
    setAnswer(null);
    const done = await check.run({ kind });
    if (done) setAnswer(done.checkBillingTarget);
  };
  return (
    <>
      <Button
        disabled={check.busy}
        onClick={() => void submit()}
        aria-label={`Test ${targetName(kind)}`}
      >
        Test
      </Button>
      {answer && (
        <p
          role="status"
          className={cx(
            'order-last basis-full break-words',
            answer.fault === null ? 'text-good' : 'text-bad',
          )}
        >
          {answer.fault ?? 'It answers, and takes the key.'}
        </p>
      )}
      <div className="order-last basis-full empty:hidden">
        <FormProblem problems={check.problems} />
      </div>
    </>
  );
}

function RemoveButton({ kind }: { kind: TargetKind }) {
  const remove = useAction(RemoveTarget_Mutation, { touches: TARGETED });
  return (
    <>
      <SureButton
        label={`Remove ${targetName(kind)}`}
        sure="Really remove"
        busy={remove.busy}
        onSure={() => void remove.run({ kind })}
      >
        Remove
      </SureButton>
      <div className="order-last basis-full empty:hidden">
        <FormProblem problems={remove.problems} />
      </div>
    </>
  );
}
