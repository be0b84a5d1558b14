interface FieldNotesProps {
  id: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** What stands under a field: what is wrong with it, or else how to fill it. */
export function FieldNotes({ id, hint, error }: FieldNotesProps) {
  if (error !== undefined) {
    return (
      <p id={id} role="alert" className="text-[13px] text-bad">
        {error}
      </p>
    );
  }
  if (hint === undefined) return <span id={id} hidden />;
  return (
    <p id={id} className="text-xs text-ink-faint">
      {hint}
    </p>
  );
}
