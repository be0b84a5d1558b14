import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  className?: string;
  /** What it says. */
  children: ReactNode;
}

export function Checkbox({ checked, onChange, disabled, className, children }: CheckboxProps) {
  return (
    <label className={cx('flex items-center gap-2 text-[13px]', className)}>
      <input
        type="checkbox"
        className="size-4 accent-[var(--accent)]"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  );
}
