/**
 * Where to go after signing in: a path of this dashboard, or its start. Anything else in `next` is
 * ignored, because a link to the login page can be written by anyone.
 */
export function safeNextPath(next: string | undefined, base: string, origin: string): string {
  if (!next) return base;
  let target: URL;
  try {
    target = new URL(next, origin);
  } catch {
    return base;
  }
  const inside = target.origin === origin && target.pathname.startsWith(base);
  return inside ? `${target.pathname}${target.search}` : base;
}

/** The login page that leads back to `path` afterwards. */
export function loginPath(base: string, path: string, expired: boolean): string {
  const search = new URLSearchParams({ next: path });
  if (expired) search.set('expired', 'true');
  return `${base}login?${search}`;
}
