export type { Selection } from './selection.ts';
export { ReratingService } from './service.ts';
