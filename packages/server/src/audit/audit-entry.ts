export type AuditOutcome = 'done' | 'failed' | 'refused' | 'unknown';

/** One mutation, and what came of it. */
export interface AuditEntry {
  readonly id: string;
  readonly createdAt: Date;
  readonly requestId: string;
  readonly actorKind: 'master_key' | 'nobody' | 'portal' | 'token' | 'user';
  readonly actorName: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly operation: string;
  /** The opaque id of what it was about or what it made. */
  readonly targetId: string | null;
  readonly arguments: unknown;
  readonly before: unknown;
  readonly outcome: AuditOutcome;
  readonly after: unknown;
  readonly problems: readonly unknown[];
}
