export { Journal, type JournalBatch, type JournalOptions, type JournalStats } from './journal.ts';
export type { SettledRecords } from './settled-records.ts';
export type { Durability } from './writer.ts';
