export type { Readiness } from './options.ts';
export { createHttpServer } from './server.ts';
