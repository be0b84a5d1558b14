/** Something that becomes true once, and whoever waits for it. */
export interface Flag {
  raise(): void;
  isRaised(): boolean;
  subscribe(listener: () => void): () => void;
}

export function createFlag(): Flag {
  const listeners = new Set<() => void>();
  let raised = false;
  return {
    isRaised: () => raised,
    raise: () => {
      if (raised) return;
      raised = true;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
