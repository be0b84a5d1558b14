import { type ComponentProps, useId } from 'react';
import { cx } from './cx.ts';
import { FieldNotes } from './field-notes.tsx';

interface TextAreaProps extends ComponentProps<'textarea'> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled field of several lines. */
export function TextArea({ label, hint, error, className, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-[13px] font-medium">
        {label}
      </label>
      <textarea
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-notes`}
        className={cx(
          'w-full rounded-md border bg-surface px-3 py-2 font-mono text-[13px]',
          error === undefined ? 'border-line-strong' : 'border-bad',
          className,
        )}
        {...rest}
      />
      <FieldNotes id={`${id}-notes`} hint={hint} error={error} />
    </div>
  );
}
