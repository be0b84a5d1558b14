import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../kernel/index.ts';
import type { Pool, TimePage } from '../platform/postgres/index.ts';
import type { AuditEntry } from './audit-entry.ts';
import { type AuditDownload, createAuditDownload } from './export/download.ts';
import {
  type AuditQuery,
  type EndedCall,
  insertEntry,
  insertOutcome,
  listEntries,
  type StartedCall,
} from './sql/audit-rows.ts';

export interface AuditLog {
  begin(call: StartedCall): Promise<string>;
  end(id: string, outcome: EndedCall): Promise<void>;
  list(query: AuditQuery, page: TimePage): Promise<AuditEntry[]>;
  readonly download: AuditDownload;
}

export function createAuditLog({ pool, clock }: { pool: Pool; clock: Clock }): AuditLog {
  return {
    async begin(call) {
      const id = randomUUIDv7();
      await insertEntry(pool, { ...call, id, occurredAt: clock.now() });
      return id;
    },
    end: (entryId, outcome) =>
      insertOutcome(pool, { ...outcome, entryId, recordedAt: clock.now() }),
    list: (query, page) => listEntries(pool, query, page),
    download: createAuditDownload(pool),
  };
}
