import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
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
  left: 'left-0 w-64 border-r',
  right: 'right-0 w-full max-w-xl animate-slide-in border-l',
};

/** A panel over one side of the page: holds the focus, gives it back, closes on Escape. */
export function Sheet({ open, onClose, title, description, side = 'right', children }: SheetProps) {
  const opener = useRef<Element>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-black/40" />
        <Dialog.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className={cx(
            'fixed inset-y-0 z-50 flex flex-col border-line bg-surface shadow-pop outline-none',
            SIDES[side],
          )}
        >
          <header className="flex min-h-14 items-center gap-2 border-b border-line py-2 pr-2 pl-4">
            <Dialog.Title className="min-w-0 flex-1 text-[15px] font-semibold">
              {title}
            </Dialog.Title>
            <Dialog.Description className="sr-only">{description}</Dialog.Description>
            <Dialog.Close asChild>
              <IconButton label="Close">
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            </Dialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
