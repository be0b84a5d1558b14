export type { ComparedBy, ComparedGroup, Comparison, Sums } from './compare.ts';
export type { Selection } from './selection.ts';
export { ReratingService } from './service.ts';
export type { Rerating } from './sql/rerating-rows.ts';
