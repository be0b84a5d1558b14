import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';

interface SureButtonProps {
  /** Of the first click, where its words alone do not say what it is about. */
  label?: string;
  /** The words of the second: `Really delete`. */
  sure: string;
  busy: boolean;
  onSure: () => void;
  children: ReactNode;
}

/** For what cannot be undone, or stops calls at once: it takes a second click, and forgets the first one when it is left. */
export function SureButton({ label, sure, busy, onSure, children }: SureButtonProps) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button onClick={() => setAsked(true)} aria-label={label}>
        {children}
      </Button>
    );
  }
  return (
    <Button look="danger" disabled={busy} onBlur={() => setAsked(false)} onClick={onSure}>
      {sure}
    </Button>
  );
}
