/**
 * A customer's external id is whatever the caller sent, so it can be a path such as ".." that a
 * browser folds away even when escaped. Those few are marked with "~"; the router escapes the rest.
 */
export function externalIdToPath(externalId: string): string {
  return /^(|\.|\.\.|~.*)$/su.test(externalId) ? `~${externalId}` : externalId;
}

export function externalIdFromPath(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}
