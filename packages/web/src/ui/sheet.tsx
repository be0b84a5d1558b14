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
  side?: 'left' | 'middle' | 'right';
  /** Only `onClose` of the content closes it: what it shows is shown once. */
  held?: boolean;
  children: ReactNode;
}

const SIDES = {
  left: 'mr-auto h-dvh max-h-none w-64 border-r',
  middle: 'm-auto max-h-[90dvh] w-[calc(100%-2rem)] max-w-lg animate-appear rounded-xl border',
  right: 'ml-auto h-dvh max-h-none w-full max-w-xl animate-slide-in border-l',
};

/**
 * A panel over the page, at one side or in the middle. The browser's own modal dialog: it holds the
 * focus, gives it back, closes on Escape and needs no style element, which the
 * Content-Security-Policy refuses.
 */
export function Sheet(props: SheetProps) {
  const { open, onClose, title, description, side = 'right', held = false, children } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const pressedOn = useRef<EventTarget>(null);
  const closeOnBackdrop = (event: MouseEvent) => {
    // Text that is marked beyond the edge ends over the backdrop: its click began elsewhere.
    const isOutside = [event.target, pressedOn.current].every((at) => at === event.currentTarget);
    if (isOutside && !held) dialog.current?.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, the click is for the backdrop
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      onPointerDown={(event) => {
        pressedOn.current = event.target;
      }}
      onClick={closeOnBackdrop}
      onCancel={(event) => held && event.preventDefault()}
      onClose={() => open && onClose()}
      className={cx(
        'flex-col border-line bg-surface text-ink shadow-pop backdrop:bg-black/40 open:flex',
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
        {!held && (
          <IconButton label="Close" onClick={() => dialog.current?.close()}>
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </header>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain"
      >
        {open && children}
      </div>
    </dialog>
  );
}
