import { X } from 'lucide-react';
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';

interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One sentence for a screen reader: what this sheet shows. */
  description: string;
  side?: 'left' | 'right';
  children: ReactNode;
}

const SIDES = {
  left: 'mr-auto w-64 border-r',
  right: 'ml-auto w-full max-w-xl animate-slide-in border-l',
};

/**
 * A panel over one side of the page. The browser's own modal dialog: it holds the focus, gives it
 * back, closes on Escape and needs no style element, which the Content-Security-Policy refuses.
 */
export function Sheet({ open, onClose, title, description, side = 'right', children }: SheetProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === event.currentTarget) dialog.current?.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, the click is for the backdrop
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      onClick={closeOnBackdrop}
      onClose={() => open && onClose()}
      className={cx(
        'h-dvh max-h-none flex-col border-line bg-surface text-ink shadow-pop backdrop:bg-black/40 open:flex',
        SIDES[side],
      )}
    >
      <header className="flex min-h-14 shrink-0 items-center gap-2 border-b border-line py-2 pr-2 pl-4">
        <h2 id={`${id}-title`} className="min-w-0 flex-1 text-[15px] font-semibold">
          {title}
        </h2>
        <p id={`${id}-description`} className="sr-only">
          {description}
        </p>
        <IconButton label="Close" onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{open && children}</div>
    </dialog>
  );
}
