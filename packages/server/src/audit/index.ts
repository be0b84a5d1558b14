export type { AuditEntry, AuditOutcome } from './audit-entry.ts';
export { type AuditLog, createAuditLog } from './service.ts';
export type { AuditQuery } from './sql/audit-rows.ts';
