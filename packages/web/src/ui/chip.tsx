import { X } from 'lucide-react';
import type { ReactNode } from 'react';

interface ChipProps {
  name: string;
  /** What removing it is called, for a screen reader. */
  removeLabel: string;
  onRemove: () => void;
  children: ReactNode;
}

/** One condition that holds, and the way to drop it. */
export function Chip({ name, removeLabel, onRemove, children }: ChipProps) {
  return (
    <span className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-md border border-line bg-surface pl-2 text-[13px]">
      <span className="shrink-0 text-ink-faint">{name}</span>
      <span className="min-w-0 truncate font-medium">{children}</span>
      <button
        type="button"
        aria-label={removeLabel}
        title={removeLabel}
        onClick={onRemove}
        className="flex size-6.5 shrink-0 items-center justify-center rounded-md text-ink-faint hover:bg-well hover:text-ink"
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </span>
  );
}
