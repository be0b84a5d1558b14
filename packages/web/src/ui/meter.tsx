import { cx } from './cx.ts';

export type MeterTone = 'good' | 'warn' | 'bad';

interface MeterProps {
  /** Names what is measured, for a screen reader. */
  label: string;
  /** Per cent; above 100 the bar is full. */
  percent: number;
  /** Per cent with what is set aside as well, which is shown paler. */
  taken?: number;
  /** Said in place of the bare number. */
  text: string;
  tone: MeterTone;
  /** Per cent at which a mark stands; those at or beyond the end need none. */
  marks?: readonly number[];
}

const FILLS: Record<MeterTone, string> = {
  good: 'bg-[var(--series-1)]',
  warn: 'bg-warn',
  bad: 'bg-bad',
};

/** How much of a limit is used. Its colour repeats what stands in words beside it. */
export function Meter({ label, percent, taken = percent, text, tone, marks = [] }: MeterProps) {
  const width = within(percent);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> cannot carry marks, nor be styled alike everywhere
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={width}
      aria-valuetext={text}
      className="relative h-2 w-full overflow-hidden rounded-full bg-well ring-1 ring-line ring-inset"
    >
      <div
        className={cx('absolute inset-y-0 left-0 rounded-full opacity-35', FILLS[tone])}
        style={{ width: `${within(taken)}%` }}
      />
      <div
        className={cx('relative h-full rounded-full', FILLS[tone])}
        style={{ width: `${width}%`, minWidth: width > 0 ? 3 : 0 }}
      />
      {marks
        .filter((mark) => mark > 0 && mark < 100)
        .map((mark) => (
          <span
            key={mark}
            className="absolute inset-y-0 w-px bg-line-strong"
            style={{ left: `${mark}%` }}
          />
        ))}
    </div>
  );
}

function within(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
