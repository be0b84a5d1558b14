import { cx } from './cx.ts';

/** The mark: a barrier going up. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cx('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="8" fill="var(--solid)" />
      <path d="M9 17.5 26 7.5" stroke="#f59e0b" strokeWidth="4" strokeLinecap="round" />
      <rect x="6" y="14" width="5.5" height="12" rx="1.5" fill="var(--on-solid)" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2.5">
      <BrandMark />
      <span className="text-[15px] font-semibold tracking-tight">Tollgate</span>
    </span>
  );
}
