import { cx } from './cx.ts';

/** The mark: a barrier going up. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cx('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="8" fill="var(--solid)" />
      <rect x="7" y="12" width="4" height="13" rx="1" fill="var(--on-solid)" />
      <path d="M9 15.5 26 8" stroke="#f59e0b" strokeWidth="3.2" strokeLinecap="round" />
      <path d="M14.3 13.2 17 12M20.2 10.6l2.7-1.2" stroke="var(--solid)" strokeWidth="3.2" />
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
