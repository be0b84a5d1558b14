import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

const SETTLE_MS = 250;
/** What the server takes. */
const LONGEST = 200;

interface SearchFieldProps {
  label: string;
  value: string;
  /** Called with the text when typing rests. */
  onSearch: (text: string) => void;
}

/** The search of a page; "/" comes here from anywhere on it. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [settled, setSettled] = useState(value);
  if (value !== settled) {
    setSettled(value);
    setText(value);
  }
  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  useEffect(() => {
    if (text === settled) return;
    const timer = setTimeout(() => {
      setSettled(text);
      latest.current(text);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, settled]);
  useSlashKey(() => field.current?.focus());
  return (
    <div className="relative min-w-0 flex-1 max-sm:basis-full sm:w-64">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint"
      />
      <input
        ref={field}
        id={id}
        type="search"
        maxLength={LONGEST}
        value={text}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-8 pl-8 text-[13px] placeholder:text-ink-faint"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1.5 right-2 rounded border border-line px-1.5 font-mono text-xs text-ink-faint"
      >
        /
      </span>
    </div>
  );
}

function useSlashKey(onSlash: () => void): void {
  const latest = useRef(onSlash);
  useEffect(() => {
    latest.current = onSlash;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const writing = (event.target as HTMLElement).closest('input, textarea, select, dialog');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writing) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
