import { type ComponentProps, useId } from 'react';
import { cx } from './cx.ts';
import { FieldNotes } from './field-notes.tsx';

interface SelectProps<Value extends string> extends Omit<ComponentProps<'select'>, 'onChange'> {
  label: string;
  /** The label is for screen readers only: the choices speak for themselves. */
  bare?: boolean;
  value: Value;
  choices: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

/** One of several, in the browser's own menu. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, bare = false, value, choices, onChoose, hint, error, className, ...rest } = props;
  const id = useId();
  const choose = (text: string) => {
    const choice = choices.find((candidate) => candidate.value === text);
    if (choice) onChoose(choice.value);
  };
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={bare ? 'sr-only' : 'text-[13px] font-medium'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => choose(event.target.value)}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-notes`}
        className={cx(
          'w-full rounded-md border border-line-strong bg-surface px-2.5',
          bare ? 'h-8 text-[13px]' : 'h-9 text-sm',
        )}
        {...rest}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <FieldNotes id={`${id}-notes`} hint={hint} error={error} />
    </div>
  );
}
