import type { ReactNode, SubmitEvent } from 'react';
import { Button } from '../../ui/button.tsx';

interface FormShellProps {
  submit: string;
  busy: boolean;
  /** What is wrong with the whole of it. */
  error?: string | undefined;
  danger?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** A form in a sheet: its fields, what is wrong, and the way out. */
export function FormShell(props: FormShellProps) {
  const { submit, busy, error, danger = false, onSubmit, onCancel, children } = props;
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form onSubmit={send} noValidate className="flex min-h-full flex-col">
      <div className="flex flex-1 flex-col gap-4 p-4">
        {error && (
          <p role="alert" className="rounded-md bg-bad-well px-3 py-2 text-[13px] text-bad">
            {error}
          </p>
        )}
        {children}
      </div>
      <footer className="sticky bottom-0 flex justify-end gap-2 border-t border-line bg-surface px-4 py-3">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look={danger ? 'danger' : 'solid'} type="submit" aria-disabled={busy}>
          {busy ? 'Saving…' : submit}
        </Button>
      </footer>
    </form>
  );
}
