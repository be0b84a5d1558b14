import { createContext, type ReactNode, use, useMemo, useState, useSyncExternalStore } from 'react';
import type { LiveSocket, SocketState } from './live-socket.ts';

interface Live {
  socket: LiveSocket;
  paused: boolean;
  setPaused: (paused: boolean) => void;
}

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ socket, children }: { socket: LiveSocket; children: ReactNode }) {
  const [paused, setPaused] = useState(false);
  const live = useMemo(() => ({ socket, paused, setPaused }), [socket, paused]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error('useLive is called outside of LiveProvider');
  return live;
}

export function useSocketState(): SocketState {
  const { socket } = useLive();
  return useSyncExternalStore(socket.subscribe, socket.getState);
}
