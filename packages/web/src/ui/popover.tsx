import { Popover as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';

interface PopoverProps {
  /** Names what opens, for a screen reader. */
  label: string;
  trigger: ReactNode;
  children: (close: () => void) => ReactNode;
}

/** A small form over the page. Not modal: the page behind stays readable. */
export function Popover({ label, trigger, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 w-80 max-w-[calc(100vw-1rem)] animate-appear rounded-lg border border-line bg-surface p-3 shadow-pop"
        >
          {children(() => setOpen(false))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
