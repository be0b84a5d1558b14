import type { AuditLog } from '../index.ts';
import { AuditResolver } from './audit-resolver.ts';

export const AUDIT_RESOLVERS = [AuditResolver];

export function createAuditResolvers(log: AuditLog): object[] {
  return [new AuditResolver(log)];
}
