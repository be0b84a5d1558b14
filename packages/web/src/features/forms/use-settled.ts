import { useEffect, useState } from 'react';

const SETTLE_MS = 500;

/** A value once it has stayed the same for half a second: what is worth asking the server about. */
export function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
