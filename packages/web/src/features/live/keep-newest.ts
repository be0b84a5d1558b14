export interface Received<Message> {
  readonly connection: number;
  readonly message: Message;
}

/**
 * What to show after `next` arrives. Messages carry absolute state, so the newest one simply
 * replaces the others; a late one is dropped. One of the same sequence was read later: nothing was
 * recorded meanwhile, but a day may have ended. A server that restarts counts from the start again,
 * therefore the first message of a new connection always wins.
 */
export function keepNewest<Message extends { sequence: number }>(
  shown: Received<Message> | undefined,
  next: Received<Message>,
): Received<Message> {
  if (!shown || next.connection > shown.connection) return next;
  if (next.connection < shown.connection) return shown;
  return next.message.sequence < shown.message.sequence ? shown : next;
}
