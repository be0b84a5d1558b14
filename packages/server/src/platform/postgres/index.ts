export { migrate } from './migrate.ts';
export { createPool, type Pool, type Queryable, withTransaction } from './pool.ts';
