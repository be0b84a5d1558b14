import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** `alert` interrupts a screen reader; for failures only. */
  role?: 'alert' | 'status';
}

/** What stands where the content would: nothing here, not allowed, gone wrong. */
export function Notice({ icon: Icon, title, children, actions, role }: NoticeProps) {
  return (
    <div role={role} className="mx-auto flex max-w-md flex-col items-center px-6 py-12 text-center">
      <span className="mb-3 flex size-10 items-center justify-center rounded-full bg-well text-ink-soft">
        <Icon aria-hidden="true" className="size-5" />
      </span>
      <p className="text-[15px] font-semibold">{title}</p>
      {children && <div className="mt-1 text-[13px] text-balance text-ink-faint">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
