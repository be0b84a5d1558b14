import { type ComponentProps, useId } from 'react';
import { cx } from './cx.ts';

interface SelectProps<Value extends string> extends Omit<ComponentProps<'select'>, 'onChange'> {
  label: string;
  /** The label is for screen readers only: the choices speak for themselves. */
  bare?: boolean;
  value: Value;
  choices: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
  error?: string | undefined;
}

/** One of several, in the browser's own menu. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, bare = false, value, choices, onChoose, error, className, ...rest } = props;
  const id = useId();
  const choose = (text: string) => {
    const choice = choices.find((candidate) => candidate.value === text);
    if (choice) onChoose(choice.value);
  };
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className={bare ? 'sr-only' : 'text-[13px] font-medium'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => choose(event.target.value)}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
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
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-[13px] text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
