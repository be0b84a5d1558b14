import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent';

const TONES: Record<Tone, string> = {
  neutral: 'bg-well text-ink-soft',
  good: 'bg-good-well text-good',
  warn: 'bg-warn-well text-warn',
  bad: 'bg-bad-well text-bad',
  accent: 'bg-accent-well text-accent',
};

interface BadgeProps {
  tone?: Tone;
  title?: string | undefined;
  children: ReactNode;
}

export function Badge({ tone = 'neutral', title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex items-center gap-1 rounded-md px-1.5 py-px text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
