import { type ComponentProps, useId } from 'react';
import { cx } from './cx.ts';
import { FieldNotes } from './field-notes.tsx';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled text field; its error is announced with it. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-[13px] font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-notes`}
        className={cx(
          'h-9 w-full rounded-md border bg-surface px-3 text-sm',
          error === undefined ? 'border-line-strong' : 'border-bad',
          className,
        )}
        {...rest}
      />
      <FieldNotes id={`${id}-notes`} hint={hint} error={error} />
    </div>
  );
}
