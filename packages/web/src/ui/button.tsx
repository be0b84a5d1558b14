import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

type Look = 'solid' | 'plain' | 'quiet' | 'danger';

const LOOKS: Record<Look, string> = {
  solid: 'bg-solid text-on-solid hover:opacity-90 disabled:opacity-50',
  plain: 'border border-line bg-surface text-ink hover:bg-well disabled:text-ink-faint',
  danger: 'bg-bad text-surface hover:opacity-90 disabled:opacity-50',
  quiet: 'text-ink-soft hover:bg-well hover:text-ink',
};

const SHAPE =
  'inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-2.5 text-[13px] font-medium whitespace-nowrap transition-colors';

export function buttonClass(look: Look = 'plain', extra?: string): string {
  return cx(SHAPE, LOOKS[look], extra);
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: Look;
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={buttonClass(look, className)} {...rest} />;
}

interface IconButtonProps extends ComponentProps<'button'> {
  label: string;
}

export function IconButton({ label, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cx(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors hover:bg-well hover:text-ink',
        className,
      )}
      {...rest}
    />
  );
}
