import { Arg, Int, Query, Resolver } from 'type-graphql';
import { type Page, Permit, pageByTime } from '../../platform/graphql/index.ts';
import type { AuditLog } from '../index.ts';
import { type AuditEntry, AuditEntryConnection, AuditFilter, toAuditEntry } from './audit-type.ts';

@Resolver()
export class AuditResolver {
  readonly #log: Pick<AuditLog, 'list'>;

  constructor(log: Pick<AuditLog, 'list'>) {
    this.#log = log;
  }

  @Query(() => AuditEntryConnection, { description: 'Newest first.' })
  @Permit('READ_AUDIT')
  auditEntries(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => AuditFilter, { nullable: true }) filter?: AuditFilter | null,
  ): Promise<Page<AuditEntry>> {
    const query = {
      search: filter?.search?.replaceAll('\0', '').trim() ?? null,
      operations: filter?.operations ?? [],
      outcomes: filter?.outcomes ?? [],
      targetId: filter?.targetId ?? null,
      from: filter?.from ?? null,
      to: filter?.to ?? null,
    };
    return pageByTime({ first, after }, (page) => this.#log.list(query, page), toAuditEntry);
  }
}
