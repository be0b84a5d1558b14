export type { AuditedCall, AuditedOutcome, AuditTrail } from './audit.ts';
export { callerName } from './caller-name.ts';
export { connectionType, type Page } from './connection-type.ts';
export type { GraphqlContext } from './context.ts';
export { fieldsOf, may, reach } from './enforce.ts';
export { enumOf } from './enum-of.ts';
export { badUserInput, forbidden, orBadInput } from './errors.ts';
export { Installation, InstallationResolver } from './installation.ts';
export { Loaders } from './loaders.ts';
export {
  MetadataEntry,
  MetadataEntryInput,
  readMetadata,
  toMetadataEntries,
} from './metadata.ts';
export { Money, money } from './money.ts';
export { Node, NodeResolver, type NodeSource, Nodes } from './node.ts';
export { CappedCount, connectionOf, PageInfo, pageSize } from './page.ts';
export { needOf, Permit, permissionOf } from './permit.ts';
export type { PersistedOperations } from './persisted.ts';
export { pageByTime } from './position.ts';
export { DateTime, Decimal, Json, LocalDate, SafeInt } from './scalars.ts';
export { buildGuardedSchema, printSorted } from './schema.ts';
export { selects } from './selects.ts';
export { createGraphqlPlugin } from './server.ts';
export { UserError } from './user-error.ts';
