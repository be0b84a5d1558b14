/** A length beside a number, in proportion to the longest one. Says nothing the number does not. */
export function Bar({ length, of }: { length: number; of: number }) {
  const share = of > 0 ? Math.min(1, Math.max(0, length / of)) : 0;
  return (
    <span aria-hidden="true" className="block h-1.5 w-full overflow-hidden rounded-full bg-well">
      <span
        className="block h-full rounded-full bg-[var(--series-1)]"
        style={{ width: `${share * 100}%`, minWidth: share > 0 ? 2 : 0 }}
      />
    </span>
  );
}
